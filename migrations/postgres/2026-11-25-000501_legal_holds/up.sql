-- Legal holds: on a person, known by a keyed hash of an address, or on one request. Reasons are sealed. The hash goes
-- when the hold is released. The release before this one runs against it, without holds.
CREATE TABLE legal_holds (
  id             TEXT NOT NULL COLLATE "C" PRIMARY KEY,
  address        BYTEA,
  case_id        TEXT COLLATE "C",
  reference      TEXT COLLATE "C",
  until          DATE,
  reason         BYTEA NOT NULL,
  placed_at      TIMESTAMPTZ NOT NULL,
  placed_by      TEXT NOT NULL COLLATE "C",
  released_at    TIMESTAMPTZ,
  released_by    TEXT COLLATE "C",
  release_reason BYTEA,
  CHECK (address IS NULL OR case_id IS NULL),
  CHECK (released_at IS NOT NULL OR address IS NOT NULL OR case_id IS NOT NULL)
);

CREATE INDEX legal_holds_address ON legal_holds (address) WHERE released_at IS NULL;
CREATE INDEX legal_holds_standing ON legal_holds (placed_at, id) WHERE released_at IS NULL;
CREATE INDEX legal_holds_released ON legal_holds (released_at, id) WHERE released_at IS NOT NULL;
