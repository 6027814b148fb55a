-- Reports that take long are made by the worker and kept, sealed, until they expire; people may have one made every day,
-- week or month. The release before this one runs against it: it does not know the tables.
CREATE TABLE report_schedules (
  id               TEXT    NOT NULL PRIMARY KEY,
  staff_id         TEXT    NOT NULL REFERENCES staff (id),
  kind             TEXT    NOT NULL CHECK (kind IN ('deadlines', 'case_log', 'ccpa_metrics')),
  format           TEXT    NOT NULL CHECK (format IN ('csv', 'xlsx', 'pdf', 'json', 'ics')),
  every            TEXT    NOT NULL CHECK (every IN ('daily', 'weekly', 'monthly')),
  people           TEXT    NOT NULL CHECK (people IN ('all', 'california')),
  law              TEXT,
  created_at       TEXT    NOT NULL,
  next_at          TEXT    NOT NULL,
  paused_at        TEXT,
  removed_at       TEXT
) STRICT;
CREATE INDEX report_schedules_staff ON report_schedules (staff_id, id) WHERE removed_at IS NULL;
CREATE INDEX report_schedules_due ON report_schedules (next_at) WHERE removed_at IS NULL AND paused_at IS NULL;

-- One making of a report. It is worked on under a lease; whoever takes it over begins again and comes to the same bytes.
CREATE TABLE report_runs (
  id               TEXT    NOT NULL PRIMARY KEY,
  staff_id         TEXT    NOT NULL REFERENCES staff (id),
  schedule_id      TEXT    REFERENCES report_schedules (id),
  wanted           TEXT    NOT NULL,
  as_at            TEXT    NOT NULL,
  state            TEXT    NOT NULL CHECK (state IN ('waiting', 'running', 'ready', 'failed', 'cancelled', 'expired')),
  done             INTEGER NOT NULL,
  total            INTEGER NOT NULL,
  attempts         INTEGER NOT NULL,
  lease_token      TEXT,
  lease_until      TEXT,
  name             TEXT,
  lines            INTEGER,
  position         INTEGER,
  sha256           TEXT,
  last_error       TEXT,
  created_at       TEXT    NOT NULL,
  ended_at         TEXT,
  expires_at       TEXT    NOT NULL,
  dedupe_key       TEXT    UNIQUE
) STRICT;
CREATE INDEX report_runs_open ON report_runs (created_at, id) WHERE state IN ('waiting', 'running');
CREATE INDEX report_runs_staff ON report_runs (staff_id, id);
CREATE INDEX report_runs_kept ON report_runs (expires_at) WHERE state <> 'expired';

-- The file of a run in sealed pieces, so that neither making nor fetching it needs it in memory.
CREATE TABLE report_pieces (
  run_id           TEXT    NOT NULL REFERENCES report_runs (id),
  n                INTEGER NOT NULL,
  sealed           BLOB    NOT NULL,
  PRIMARY KEY (run_id, n)
) STRICT;
