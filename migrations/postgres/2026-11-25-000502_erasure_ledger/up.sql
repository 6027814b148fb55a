-- The ledger of erasures: whose data (a keyed hash of each address, under a key of its own) was erased where, and when. Only
-- ever added to, and copied to a file outside of the database, so that a restored backup can be erased again. The release
-- before this one runs against it, without writing.
CREATE TABLE erasure_ledger (
  id      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  person  BYTEA,
  case_id TEXT COLLATE "C" NOT NULL,
  system  TEXT COLLATE "C" NOT NULL,
  outcome TEXT COLLATE "C",
  at      TIMESTAMPTZ NOT NULL
);

CREATE INDEX erasure_ledger_at ON erasure_ledger (at, id);

CREATE TRIGGER erasure_ledger_change BEFORE UPDATE OR DELETE ON erasure_ledger FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER erasure_ledger_truncate BEFORE TRUNCATE ON erasure_ledger FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
ALTER TABLE erasure_ledger ENABLE ALWAYS TRIGGER erasure_ledger_change;
ALTER TABLE erasure_ledger ENABLE ALWAYS TRIGGER erasure_ledger_truncate;
