-- Files of cases: what is stored under which id. Name, key and hash are sealed under the case's key, the content under the
-- file's own. Tickets let a requester download: a code was typed, a download was counted. The release before this one runs
-- against it: it does not know the tables.
CREATE TABLE files (
  id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  case_id          TEXT COLLATE "C" NOT NULL,
  task             BIGINT,
  purpose          TEXT COLLATE "C" NOT NULL CHECK (purpose IN ('evidence', 'correction', 'result', 'package')),
  kind             TEXT COLLATE "C" NOT NULL CHECK (kind IN ('pdf', 'jpg', 'png', 'webp', 'gif', 'txt', 'csv', 'json', 'docx', 'xlsx', 'eml', 'mp3', 'mp4', 'zip')),
  state            TEXT COLLATE "C" NOT NULL CHECK (state IN ('writing', 'ready', 'gone')),
  size             BIGINT           NOT NULL,
  sealed           BYTEA,
  created_at       TIMESTAMPTZ      NOT NULL
);
CREATE INDEX files_case ON files (case_id, id);
CREATE INDEX files_writing ON files (created_at) WHERE state = 'writing';

CREATE TABLE tickets (
  token_hash       BYTEA            NOT NULL PRIMARY KEY,
  kind             TEXT COLLATE "C" NOT NULL CHECK (kind IN ('step_up', 'download')),
  case_id          TEXT COLLATE "C" NOT NULL,
  file_id          TEXT COLLATE "C",
  expires_at       TIMESTAMPTZ      NOT NULL
);
CREATE INDEX tickets_case ON tickets (case_id);
CREATE INDEX tickets_expiry ON tickets (expires_at);
