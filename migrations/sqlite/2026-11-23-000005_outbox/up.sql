-- Effects that wait for the worker, written in the transaction that causes them. A row is claimed
-- under a lease and settled only by the holder of the lease.
-- A partial index is only used when the query says its condition in the same literal words.
CREATE TABLE outbox (
  id               TEXT    NOT NULL PRIMARY KEY,
  topic            TEXT    NOT NULL,
  case_id          TEXT,
  template         TEXT,
  audience         TEXT,
  recipient_hash   BLOB,
  payload          BLOB    NOT NULL,
  state            TEXT    NOT NULL CHECK (state IN ('ready', 'done', 'dead')),
  due_at           TEXT    NOT NULL,
  attempts         INTEGER NOT NULL,
  lease_token      TEXT,
  lease_until      TEXT,
  last_error       TEXT,
  dedupe_key       TEXT    UNIQUE,
  created_at       TEXT    NOT NULL,
  done_at          TEXT
) STRICT;
CREATE INDEX outbox_ready ON outbox (due_at, id) WHERE state = 'ready';
CREATE INDEX outbox_dead ON outbox (id) WHERE state = 'dead';
CREATE INDEX outbox_done ON outbox (done_at, id) WHERE state = 'done';
CREATE INDEX outbox_case ON outbox (case_id, id);
