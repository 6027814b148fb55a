CREATE TABLE open_tasks_new (
  case_id          TEXT    NOT NULL REFERENCES cases (id),
  task             INTEGER NOT NULL CHECK (task > 0),
  system           TEXT    NOT NULL,
  asked            TEXT    NOT NULL CHECK (asked IN ('access', 'correct', 'delete', 'terminate')),
  given_to         TEXT    NOT NULL CHECK (given_to IN ('desk', 'owner', 'other')),
  due_on           TEXT    NOT NULL,
  handed_back      INTEGER NOT NULL CHECK (handed_back IN (0, 1)),
  PRIMARY KEY (case_id, task)
) STRICT;
INSERT INTO open_tasks_new
SELECT case_id, task, system, asked, CASE given_to WHEN 'system' THEN 'desk' ELSE given_to END, due_on, handed_back FROM open_tasks;
DROP TABLE open_tasks;
ALTER TABLE open_tasks_new RENAME TO open_tasks;
CREATE INDEX open_tasks_due ON open_tasks (due_on, case_id, task);
CREATE INDEX open_tasks_system ON open_tasks (system, due_on, case_id, task);
DROP TABLE system_secrets;
DROP TABLE system_calls;
