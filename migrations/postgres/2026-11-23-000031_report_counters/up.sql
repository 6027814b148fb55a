-- What reports answer from, so that a page never reads a million cases: sums by month, kept in the
-- transaction that changes a case. The release before this one runs against it, but does not count;
-- upkeep counts anew once, which also fills the sums for cases that are there already.
CREATE TABLE report_counts (
  dimension        TEXT COLLATE "C" NOT NULL CHECK (dimension IN ('all', 'right', 'law', 'country', 'channel', 'owner', 'waiting', 'ground')),
  month            TEXT COLLATE "C" NOT NULL,
  measure          TEXT COLLATE "C" NOT NULL CHECK (measure IN ('received', 'answered', 'on_time', 'fulfilled', 'partly_fulfilled', 'refused', 'withdrawn', 'duplicate', 'expired', 'extended', 'extended_in_time', 'took', 'open', 'open_received', 'open_due')),
  value            TEXT COLLATE "C" NOT NULL,
  day              BIGINT           NOT NULL,
  laws             TEXT COLLATE "C" NOT NULL,
  n                BIGINT           NOT NULL,
  PRIMARY KEY (dimension, month, measure, value, day, laws)
);
CREATE INDEX report_counts_zero ON report_counts (dimension) WHERE n = 0;

-- Which place of the journal an instant stands for, once a report asked: asked again, it says the same.
CREATE TABLE report_pins (
  as_at            TIMESTAMPTZ      NOT NULL PRIMARY KEY,
  position         BIGINT           NOT NULL
);

-- Calendar programs fetch deadlines with a secret address; only its hash is kept.
CREATE TABLE feeds (
  id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  staff_id         TEXT COLLATE "C" NOT NULL REFERENCES staff (id),
  secret_hash      BYTEA            NOT NULL UNIQUE,
  created_at       TIMESTAMPTZ      NOT NULL,
  revoked_at       TIMESTAMPTZ
);
CREATE INDEX feeds_staff ON feeds (staff_id);

-- Lists and exports by day of receipt.
CREATE INDEX cases_received ON cases (received_on, id);
-- How many were finished in a week.
CREATE INDEX cases_finished ON cases (closed_at, outcome) WHERE closed_at IS NOT NULL AND outcome <> 'expired';
