DROP TABLE case_rules;
