-- The projection of each case: what lists and reports filter by, and the whole case as JSON text.
-- The journal is the source of truth; this row can be made again from it (decision 15: it stays
-- after erasure, and holds no personal data).
-- A partial index is only used when the query says its condition in the same literal words.
CREATE TABLE cases (
  id               TEXT    NOT NULL PRIMARY KEY,
  reference        TEXT    NOT NULL UNIQUE,
  version          INTEGER NOT NULL,
  stage            TEXT    NOT NULL CHECK (stage IN ('unconfirmed', 'verifying', 'working', 'review', 'closed')),
  outcome          TEXT    CHECK (outcome IN ('fulfilled', 'partly_fulfilled', 'refused', 'withdrawn', 'expired', 'duplicate')),
  channel          TEXT    NOT NULL CHECK (channel IN ('web_form', 'email', 'post', 'phone', 'api')),
  waiting_on       TEXT    NOT NULL CHECK (waiting_on IN ('desk', 'requester')),
  waiting_reason   TEXT,
  waiting_since    TEXT,
  assignee         TEXT    REFERENCES staff (id),
  priority         TEXT    NOT NULL,
  asks_access      INTEGER NOT NULL CHECK (asks_access IN (0, 1)),
  asks_correct     INTEGER NOT NULL CHECK (asks_correct IN (0, 1)),
  asks_delete      INTEGER NOT NULL CHECK (asks_delete IN (0, 1)),
  asks_terminate   INTEGER NOT NULL CHECK (asks_terminate IN (0, 1)),
  country          TEXT    NOT NULL,
  region           TEXT,
  received_at      TEXT    NOT NULL,
  received_on      TEXT    NOT NULL,
  due_on           TEXT    NOT NULL,
  target_on        TEXT    NOT NULL,
  missed           INTEGER NOT NULL CHECK (missed IN (0, 1)),
  reply_at         TEXT,
  closed_at        TEXT,
  wake_at          TEXT,
  last_event       TEXT    NOT NULL,
  updated_at       TEXT    NOT NULL,
  state            TEXT    NOT NULL
) STRICT;
CREATE INDEX cases_open ON cases (due_on, id) WHERE closed_at IS NULL AND stage <> 'unconfirmed';
CREATE INDEX cases_open_assigned ON cases (assignee, due_on, id) WHERE closed_at IS NULL AND stage <> 'unconfirmed' AND assignee IS NOT NULL;
CREATE INDEX cases_open_unassigned ON cases (due_on, id) WHERE closed_at IS NULL AND stage <> 'unconfirmed' AND assignee IS NULL;
CREATE INDEX cases_unconfirmed ON cases (received_at, id) WHERE stage = 'unconfirmed';
CREATE INDEX cases_wake ON cases (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX cases_closed ON cases (closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX cases_reply ON cases (reply_at) WHERE reply_at IS NOT NULL;
