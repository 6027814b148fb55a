-- Open tasks of requests in work, for the board: a projection that is written with each request, and only as long as
-- the open work is. The release before this one runs against it, but does not keep it.
CREATE TABLE open_tasks (
  case_id          TEXT    NOT NULL REFERENCES cases (id),
  task             INTEGER NOT NULL CHECK (task > 0),
  system           TEXT    NOT NULL,
  asked            TEXT    NOT NULL CHECK (asked IN ('access', 'correct', 'delete', 'terminate')),
  given_to         TEXT    NOT NULL CHECK (given_to IN ('desk', 'owner', 'other')),
  due_on           TEXT    NOT NULL,
  handed_back      INTEGER NOT NULL CHECK (handed_back IN (0, 1)),
  PRIMARY KEY (case_id, task)
) STRICT;

CREATE INDEX open_tasks_due ON open_tasks (due_on, case_id, task);
CREATE INDEX open_tasks_system ON open_tasks (system, due_on, case_id, task);

INSERT INTO open_tasks (case_id, task, system, asked, given_to, due_on, handed_back)
SELECT c.id, json_extract(t.value, '$.id'), json_extract(t.value, '$.system'), json_extract(t.value, '$.right'),
       COALESCE(json_extract(t.value, '$.with'), 'desk'), json_extract(t.value, '$.due_on'), 0
FROM cases c, json_each(c.state, '$.tasks') t
WHERE c.closed_at IS NULL AND c.stage = 'working' AND json_extract(t.value, '$.state.state') = 'open';
