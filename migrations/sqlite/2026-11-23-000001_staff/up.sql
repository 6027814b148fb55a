-- The people of the desk and the ways in: accounts, sessions, keys of programs.
-- Tokens and keys are stored as hashes only; a stolen database opens no session.
-- First migration: no older code runs against it.
CREATE TABLE staff (
  id               TEXT    NOT NULL PRIMARY KEY,
  email            TEXT    NOT NULL UNIQUE,
  name             TEXT    NOT NULL,
  roles            TEXT    NOT NULL,
  password_hash    TEXT,
  state            TEXT    NOT NULL CHECK (state IN ('invited', 'active', 'disabled')),
  created_at       TEXT    NOT NULL,
  created_by       TEXT,
  last_sign_in_at  TEXT,
  mail_frequency   TEXT    NOT NULL DEFAULT 'each'
) STRICT;

CREATE TABLE sessions (
  id_hash          BLOB    NOT NULL PRIMARY KEY,
  kind             TEXT    NOT NULL CHECK (kind IN ('staff', 'requester')),
  subject          TEXT    NOT NULL,
  created_at       TEXT    NOT NULL,
  seen_at          TEXT    NOT NULL,
  expires_at       TEXT    NOT NULL
) STRICT;
CREATE INDEX sessions_subject ON sessions (subject);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE api_keys (
  id               TEXT    NOT NULL PRIMARY KEY,
  name             TEXT    NOT NULL,
  key_hash         BLOB    NOT NULL UNIQUE,
  scope            TEXT    NOT NULL CHECK (scope IN ('read', 'intake', 'work', 'report')),
  staff_id         TEXT    REFERENCES staff (id),
  created_by       TEXT    NOT NULL,
  created_at       TEXT    NOT NULL,
  last_used_at     TEXT,
  revoked_at       TEXT
) STRICT;
