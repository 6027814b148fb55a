-- The people of the desk and the ways in: accounts, sessions, keys of programs.
-- Tokens and keys are stored as hashes only; a stolen database opens no session.
-- First migration: no older code runs against it.
CREATE TABLE staff (
  id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  email            TEXT COLLATE "C" NOT NULL UNIQUE,
  name             TEXT COLLATE "C" NOT NULL,
  roles            TEXT COLLATE "C" NOT NULL,
  password_hash    TEXT COLLATE "C",
  state            TEXT COLLATE "C" NOT NULL CHECK (state IN ('invited', 'active', 'disabled')),
  created_at       TIMESTAMPTZ      NOT NULL,
  created_by       TEXT COLLATE "C",
  last_sign_in_at  TIMESTAMPTZ,
  mail_frequency   TEXT COLLATE "C" NOT NULL DEFAULT 'each'
);

CREATE TABLE sessions (
  id_hash          BYTEA            NOT NULL PRIMARY KEY,
  kind             TEXT COLLATE "C" NOT NULL CHECK (kind IN ('staff', 'requester')),
  subject          TEXT COLLATE "C" NOT NULL,
  created_at       TIMESTAMPTZ      NOT NULL,
  seen_at          TIMESTAMPTZ      NOT NULL,
  expires_at       TIMESTAMPTZ      NOT NULL
);
CREATE INDEX sessions_subject ON sessions (subject);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE api_keys (
  id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  name             TEXT COLLATE "C" NOT NULL,
  key_hash         BYTEA            NOT NULL UNIQUE,
  scope            TEXT COLLATE "C" NOT NULL CHECK (scope IN ('read', 'intake', 'work', 'report')),
  staff_id         TEXT COLLATE "C" REFERENCES staff (id),
  created_by       TEXT COLLATE "C" NOT NULL,
  created_at       TIMESTAMPTZ      NOT NULL,
  last_used_at     TIMESTAMPTZ,
  revoked_at       TIMESTAMPTZ
);
