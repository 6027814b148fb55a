DROP TABLE journal_position;
DROP TABLE journal_pending;
DROP TABLE journal;
