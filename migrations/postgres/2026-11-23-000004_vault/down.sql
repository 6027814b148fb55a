DROP TABLE search_words;
DROP TABLE vault;
DROP TABLE case_keys;
