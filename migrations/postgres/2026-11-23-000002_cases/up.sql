-- The projection of each case: what lists and reports filter by, and the whole case as JSON text.
-- The journal is the source of truth; this row can be made again from it (decision 15: it stays
-- after erasure, and holds no personal data).
-- A partial index is only used when the query says its condition in the same literal words.
CREATE TABLE cases (
  id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  reference        TEXT COLLATE "C" NOT NULL UNIQUE,
  version          BIGINT           NOT NULL,
  stage            TEXT COLLATE "C" NOT NULL CHECK (stage IN ('unconfirmed', 'verifying', 'working', 'review', 'closed')),
  outcome          TEXT COLLATE "C" CHECK (outcome IN ('fulfilled', 'partly_fulfilled', 'refused', 'withdrawn', 'expired', 'duplicate')),
  channel          TEXT COLLATE "C" NOT NULL CHECK (channel IN ('web_form', 'email', 'post', 'phone', 'api')),
  waiting_on       TEXT COLLATE "C" NOT NULL CHECK (waiting_on IN ('desk', 'requester')),
  waiting_reason   TEXT COLLATE "C",
  waiting_since    TIMESTAMPTZ,
  assignee         TEXT COLLATE "C" REFERENCES staff (id),
  priority         TEXT COLLATE "C" NOT NULL,
  asks_access      BOOLEAN          NOT NULL,
  asks_correct     BOOLEAN          NOT NULL,
  asks_delete      BOOLEAN          NOT NULL,
  asks_terminate   BOOLEAN          NOT NULL,
  country          TEXT COLLATE "C" NOT NULL,
  region           TEXT COLLATE "C",
  received_at      TIMESTAMPTZ      NOT NULL,
  received_on      DATE             NOT NULL,
  due_on           DATE             NOT NULL,
  target_on        DATE             NOT NULL,
  missed           BOOLEAN          NOT NULL,
  reply_at         TIMESTAMPTZ,
  closed_at        TIMESTAMPTZ,
  wake_at          TIMESTAMPTZ,
  last_event       TEXT COLLATE "C" NOT NULL,
  updated_at       TIMESTAMPTZ      NOT NULL,
  state            TEXT COLLATE "C" NOT NULL
);
CREATE INDEX cases_open ON cases (due_on, id) WHERE closed_at IS NULL AND stage <> 'unconfirmed';
CREATE INDEX cases_open_assigned ON cases (assignee, due_on, id) WHERE closed_at IS NULL AND stage <> 'unconfirmed' AND assignee IS NOT NULL;
CREATE INDEX cases_open_unassigned ON cases (due_on, id) WHERE closed_at IS NULL AND stage <> 'unconfirmed' AND assignee IS NULL;
CREATE INDEX cases_unconfirmed ON cases (received_at, id) WHERE stage = 'unconfirmed';
CREATE INDEX cases_wake ON cases (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX cases_closed ON cases (closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX cases_reply ON cases (reply_at) WHERE reply_at IS NOT NULL;
