-- Open requests worked out anew after a change of the policy, in batches by the worker: where it is, and what moved
-- (docs/adr/0017). The release before this one runs against it; it moves nothing.
CREATE TABLE recounts (
  id               TEXT    NOT NULL PRIMARY KEY,
  because          TEXT    NOT NULL,
  started_at       TEXT    NOT NULL,
  started_by       TEXT,
  total            INTEGER NOT NULL,
  checked          INTEGER NOT NULL,
  moved            INTEGER NOT NULL,
  failed           INTEGER NOT NULL,
  place            TEXT    NOT NULL,
  finished_at      TEXT
) STRICT;
