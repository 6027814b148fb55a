DROP TABLE idempotency;
DROP TABLE limits;
DROP TABLE form_drafts;
DROP TABLE challenges;
