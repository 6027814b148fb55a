DROP TABLE journal_position;
DROP TABLE journal_pending;
DROP TABLE journal;
DROP FUNCTION journal_next_position();
DROP FUNCTION journal_next_entry();
DROP FUNCTION journal_refuse();
