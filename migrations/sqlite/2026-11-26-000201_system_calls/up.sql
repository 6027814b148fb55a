-- Systems that answer by themselves: calls of tasks, and the secrets they are signed with. Open tasks know the hands `system`;
-- a table of SQLite takes another check only by being made anew. The release before this one runs against it, as long as no
-- system has a webhook.
CREATE TABLE system_calls (
  id               TEXT    NOT NULL PRIMARY KEY,
  case_id          TEXT    NOT NULL REFERENCES cases (id),
  task             INTEGER NOT NULL CHECK (task > 0),
  system           TEXT    NOT NULL,
  subject          TEXT    NOT NULL,
  created_at       TEXT    NOT NULL,
  ended_at         TEXT
) STRICT;
CREATE INDEX system_calls_case ON system_calls (case_id, task);

CREATE TABLE system_secrets (
  id               TEXT    NOT NULL PRIMARY KEY,
  system           TEXT    NOT NULL,
  sealed           BLOB    NOT NULL,
  created_at       TEXT    NOT NULL
) STRICT;
CREATE INDEX system_secrets_system ON system_secrets (system, created_at);

CREATE TABLE open_tasks_new (
  case_id          TEXT    NOT NULL REFERENCES cases (id),
  task             INTEGER NOT NULL CHECK (task > 0),
  system           TEXT    NOT NULL,
  asked            TEXT    NOT NULL CHECK (asked IN ('access', 'correct', 'delete', 'terminate')),
  given_to         TEXT    NOT NULL CHECK (given_to IN ('desk', 'owner', 'other', 'system')),
  due_on           TEXT    NOT NULL,
  handed_back      INTEGER NOT NULL CHECK (handed_back IN (0, 1)),
  PRIMARY KEY (case_id, task)
) STRICT;
INSERT INTO open_tasks_new SELECT case_id, task, system, asked, given_to, due_on, handed_back FROM open_tasks;
DROP TABLE open_tasks;
ALTER TABLE open_tasks_new RENAME TO open_tasks;
CREATE INDEX open_tasks_due ON open_tasks (due_on, case_id, task);
CREATE INDEX open_tasks_system ON open_tasks (system, due_on, case_id, task);
