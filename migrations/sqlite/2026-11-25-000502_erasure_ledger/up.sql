-- The ledger of erasures: whose data (a keyed hash of each address, under a key of its own) was erased where, and when. Only
-- ever added to, and copied to a file outside of the database, so that a restored backup can be erased again. The release
-- before this one runs against it, without writing.
CREATE TABLE erasure_ledger (
  id      TEXT NOT NULL PRIMARY KEY,
  person  BLOB,
  case_id TEXT NOT NULL,
  system  TEXT NOT NULL,
  outcome TEXT,
  at      TEXT NOT NULL
) STRICT;

CREATE INDEX erasure_ledger_at ON erasure_ledger (at, id);

CREATE TRIGGER erasure_ledger_update BEFORE UPDATE ON erasure_ledger
BEGIN SELECT RAISE(ABORT, 'erasure_ledger: append-only'); END;
CREATE TRIGGER erasure_ledger_delete BEFORE DELETE ON erasure_ledger
BEGIN SELECT RAISE(ABORT, 'erasure_ledger: append-only'); END;
