-- Legal holds: on a person, known by a keyed hash of an address, or on one request. Reasons are sealed. The hash goes
-- when the hold is released. The release before this one runs against it, without holds.
CREATE TABLE legal_holds (
  id             TEXT NOT NULL PRIMARY KEY,
  address        BLOB,
  case_id        TEXT,
  reference      TEXT,
  until          TEXT,
  reason         BLOB NOT NULL,
  placed_at      TEXT NOT NULL,
  placed_by      TEXT NOT NULL,
  released_at    TEXT,
  released_by    TEXT,
  release_reason BLOB,
  CHECK (address IS NULL OR case_id IS NULL),
  CHECK (released_at IS NOT NULL OR address IS NOT NULL OR case_id IS NOT NULL)
) STRICT;

CREATE INDEX legal_holds_address ON legal_holds (address) WHERE released_at IS NULL;
CREATE INDEX legal_holds_standing ON legal_holds (placed_at, id) WHERE released_at IS NULL;
CREATE INDEX legal_holds_released ON legal_holds (released_at, id) WHERE released_at IS NOT NULL;
