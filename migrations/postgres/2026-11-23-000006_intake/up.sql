-- What the way in needs for a while: codes and links, half-filled forms, limits that hold across
-- instances, answers to repeated calls. Everything here expires and is swept.
CREATE TABLE challenges (
  id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  purpose          TEXT COLLATE "C" NOT NULL,
  subject          TEXT COLLATE "C" NOT NULL,
  code_hash        BYTEA,
  token_hash       BYTEA            UNIQUE,
  browser_hash     BYTEA,
  attempts         BIGINT           NOT NULL,
  code_expires_at  TIMESTAMPTZ      NOT NULL,
  token_expires_at TIMESTAMPTZ      NOT NULL,
  used_at          TIMESTAMPTZ,
  replaced_at      TIMESTAMPTZ,
  created_at       TIMESTAMPTZ      NOT NULL
);
CREATE INDEX challenges_subject ON challenges (subject, purpose);
CREATE INDEX challenges_expiry ON challenges (token_expires_at);

CREATE TABLE form_drafts (
  id_hash          BYTEA            NOT NULL PRIMARY KEY,
  sealed           BYTEA            NOT NULL,
  expires_at       TIMESTAMPTZ      NOT NULL,
  updated_at       TIMESTAMPTZ      NOT NULL
);
CREATE INDEX form_drafts_expiry ON form_drafts (expires_at);

CREATE TABLE limits (
  key              BYTEA            NOT NULL,
  window_start     TIMESTAMPTZ      NOT NULL,
  count            BIGINT           NOT NULL,
  PRIMARY KEY (key, window_start)
);
CREATE INDEX limits_age ON limits (window_start);

CREATE TABLE idempotency (
  key_hash         BYTEA            NOT NULL PRIMARY KEY,
  body_hash        BYTEA            NOT NULL,
  status           BIGINT,
  sealed_answer    BYTEA,
  case_id          TEXT COLLATE "C",
  created_at       TIMESTAMPTZ      NOT NULL
);
CREATE INDEX idempotency_age ON idempotency (created_at);
CREATE INDEX idempotency_case ON idempotency (case_id);
