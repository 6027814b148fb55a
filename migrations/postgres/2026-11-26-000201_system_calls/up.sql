-- Systems that answer by themselves: calls of tasks, and the secrets they are signed with. Open tasks know the hands `system`.
-- The release before this one runs against it, as long as no system has a webhook.
CREATE TABLE system_calls (
  id               TEXT    NOT NULL COLLATE "C" PRIMARY KEY,
  case_id          TEXT    NOT NULL COLLATE "C" REFERENCES cases (id),
  task             BIGINT  NOT NULL CHECK (task > 0),
  system           TEXT    NOT NULL COLLATE "C",
  subject          TEXT    NOT NULL COLLATE "C",
  created_at       TIMESTAMPTZ NOT NULL,
  ended_at         TIMESTAMPTZ
);
CREATE INDEX system_calls_case ON system_calls (case_id, task);

CREATE TABLE system_secrets (
  id               TEXT    NOT NULL COLLATE "C" PRIMARY KEY,
  system           TEXT    NOT NULL COLLATE "C",
  sealed           BYTEA   NOT NULL,
  created_at       TIMESTAMPTZ NOT NULL
);
CREATE INDEX system_secrets_system ON system_secrets (system, created_at);

ALTER TABLE open_tasks DROP CONSTRAINT open_tasks_given_to_check;
ALTER TABLE open_tasks ADD CONSTRAINT open_tasks_given_to_check
  CHECK (given_to IN ('desk', 'owner', 'other', 'system'));
