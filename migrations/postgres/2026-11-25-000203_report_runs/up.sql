-- Reports that take long are made by the worker and kept, sealed, until they expire; people may have one made every day,
-- week or month. The release before this one runs against it: it does not know the tables.
CREATE TABLE report_schedules (
  id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  staff_id         TEXT COLLATE "C" NOT NULL REFERENCES staff (id),
  kind             TEXT COLLATE "C" NOT NULL CHECK (kind IN ('deadlines', 'case_log', 'ccpa_metrics')),
  format           TEXT COLLATE "C" NOT NULL CHECK (format IN ('csv', 'xlsx', 'pdf', 'json', 'ics')),
  every            TEXT COLLATE "C" NOT NULL CHECK (every IN ('daily', 'weekly', 'monthly')),
  people           TEXT COLLATE "C" NOT NULL CHECK (people IN ('all', 'california')),
  law              TEXT COLLATE "C",
  created_at       TIMESTAMPTZ      NOT NULL,
  next_at          TIMESTAMPTZ      NOT NULL,
  paused_at        TIMESTAMPTZ,
  removed_at       TIMESTAMPTZ
);
CREATE INDEX report_schedules_staff ON report_schedules (staff_id, id) WHERE removed_at IS NULL;
CREATE INDEX report_schedules_due ON report_schedules (next_at) WHERE removed_at IS NULL AND paused_at IS NULL;

-- One making of a report. It is worked on under a lease; whoever takes it over begins again and comes to the same bytes.
CREATE TABLE report_runs (
  id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  staff_id         TEXT COLLATE "C" NOT NULL REFERENCES staff (id),
  schedule_id      TEXT COLLATE "C" REFERENCES report_schedules (id),
  wanted           TEXT COLLATE "C" NOT NULL,
  as_at            TIMESTAMPTZ      NOT NULL,
  state            TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'running', 'ready', 'failed', 'cancelled', 'expired')),
  done             BIGINT           NOT NULL,
  total            BIGINT           NOT NULL,
  attempts         BIGINT           NOT NULL,
  lease_token      TEXT COLLATE "C",
  lease_until      TIMESTAMPTZ,
  name             TEXT COLLATE "C",
  lines            BIGINT,
  position         BIGINT,
  sha256           TEXT COLLATE "C",
  last_error       TEXT COLLATE "C",
  created_at       TIMESTAMPTZ      NOT NULL,
  ended_at         TIMESTAMPTZ,
  expires_at       TIMESTAMPTZ      NOT NULL,
  dedupe_key       TEXT COLLATE "C" UNIQUE
);
CREATE INDEX report_runs_open ON report_runs (created_at, id) WHERE state IN ('waiting', 'running');
CREATE INDEX report_runs_staff ON report_runs (staff_id, id);
CREATE INDEX report_runs_kept ON report_runs (expires_at) WHERE state <> 'expired';

-- The file of a run in sealed pieces, so that neither making nor fetching it needs it in memory.
CREATE TABLE report_pieces (
  run_id           TEXT COLLATE "C" NOT NULL REFERENCES report_runs (id),
  n                BIGINT           NOT NULL,
  sealed           BYTEA            NOT NULL,
  PRIMARY KEY (run_id, n)
);
