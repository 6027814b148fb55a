-- Effects that wait for the worker, written in the transaction that causes them. A row is claimed
-- under a lease and settled only by the holder of the lease.
-- A partial index is only used when the query says its condition in the same literal words.
CREATE TABLE outbox (
  id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  topic            TEXT COLLATE "C" NOT NULL,
  case_id          TEXT COLLATE "C",
  template         TEXT COLLATE "C",
  audience         TEXT COLLATE "C",
  recipient_hash   BYTEA,
  payload          BYTEA            NOT NULL,
  state            TEXT COLLATE "C" NOT NULL CHECK (state IN ('ready', 'done', 'dead')),
  due_at           TIMESTAMPTZ      NOT NULL,
  attempts         BIGINT           NOT NULL,
  lease_token      TEXT COLLATE "C",
  lease_until      TIMESTAMPTZ,
  last_error       TEXT COLLATE "C",
  dedupe_key       TEXT COLLATE "C" UNIQUE,
  created_at       TIMESTAMPTZ      NOT NULL,
  done_at          TIMESTAMPTZ
);
CREATE INDEX outbox_ready ON outbox (due_at, id) WHERE state = 'ready';
CREATE INDEX outbox_dead ON outbox (id) WHERE state = 'dead';
CREATE INDEX outbox_done ON outbox (done_at, id) WHERE state = 'done';
CREATE INDEX outbox_case ON outbox (case_id, id);
