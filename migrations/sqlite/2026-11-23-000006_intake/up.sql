-- What the way in needs for a while: codes and links, half-filled forms, limits that hold across
-- instances, answers to repeated calls. Everything here expires and is swept.
CREATE TABLE challenges (
  id               TEXT    NOT NULL PRIMARY KEY,
  purpose          TEXT    NOT NULL,
  subject          TEXT    NOT NULL,
  code_hash        BLOB,
  token_hash       BLOB    UNIQUE,
  browser_hash     BLOB,
  attempts         INTEGER NOT NULL,
  code_expires_at  TEXT    NOT NULL,
  token_expires_at TEXT    NOT NULL,
  used_at          TEXT,
  replaced_at      TEXT,
  created_at       TEXT    NOT NULL
) STRICT;
CREATE INDEX challenges_subject ON challenges (subject, purpose);
CREATE INDEX challenges_expiry ON challenges (token_expires_at);

CREATE TABLE form_drafts (
  id_hash          BLOB    NOT NULL PRIMARY KEY,
  sealed           BLOB    NOT NULL,
  expires_at       TEXT    NOT NULL,
  updated_at       TEXT    NOT NULL
) STRICT;
CREATE INDEX form_drafts_expiry ON form_drafts (expires_at);

CREATE TABLE limits (
  key              BLOB    NOT NULL,
  window_start     TEXT    NOT NULL,
  count            INTEGER NOT NULL,
  PRIMARY KEY (key, window_start)
) STRICT, WITHOUT ROWID;
CREATE INDEX limits_age ON limits (window_start);

CREATE TABLE idempotency (
  key_hash         BLOB    NOT NULL PRIMARY KEY,
  body_hash        BLOB    NOT NULL,
  status           INTEGER,
  sealed_answer    BLOB,
  case_id          TEXT,
  created_at       TEXT    NOT NULL
) STRICT;
CREATE INDEX idempotency_age ON idempotency (created_at);
CREATE INDEX idempotency_case ON idempotency (case_id);
