-- Open tasks of requests in work, for the board: a projection that is written with each request, and only as long as
-- the open work is. The release before this one runs against it, but does not keep it.
CREATE TABLE open_tasks (
  case_id          TEXT    NOT NULL COLLATE "C" REFERENCES cases (id),
  task             BIGINT  NOT NULL CHECK (task > 0),
  system           TEXT    NOT NULL COLLATE "C",
  asked            TEXT    NOT NULL COLLATE "C" CHECK (asked IN ('access', 'correct', 'delete', 'terminate')),
  given_to         TEXT    NOT NULL COLLATE "C" CHECK (given_to IN ('desk', 'owner', 'other')),
  due_on           DATE    NOT NULL,
  handed_back      BOOLEAN NOT NULL,
  PRIMARY KEY (case_id, task)
);

CREATE INDEX open_tasks_due ON open_tasks (due_on, case_id, task);
CREATE INDEX open_tasks_system ON open_tasks (system, due_on, case_id, task);

INSERT INTO open_tasks (case_id, task, system, asked, given_to, due_on, handed_back)
SELECT c.id, (t.value ->> 'id')::bigint, t.value ->> 'system', t.value ->> 'right',
       COALESCE(t.value ->> 'with', 'desk'), (t.value ->> 'due_on')::date, FALSE
FROM cases c CROSS JOIN LATERAL jsonb_array_elements(c.state::jsonb -> 'tasks') AS t (value)
WHERE c.closed_at IS NULL AND c.stage = 'working' AND t.value -> 'state' ->> 'state' = 'open';
