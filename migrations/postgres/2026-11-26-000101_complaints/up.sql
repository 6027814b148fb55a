-- A closed request with an open complaint or appeal is work again: it stands among the open ones, by the date of the
-- decision. `complaint` says which of the two is open, `complained_at` when one last came or was decided. The release
-- before this one runs against it: it leaves the columns empty, and the indexes still answer its lists.
ALTER TABLE cases ADD COLUMN complaint TEXT COLLATE "C" CHECK (complaint IN ('complaint', 'appeal'));
ALTER TABLE cases ADD COLUMN complained_at TIMESTAMPTZ;
DROP INDEX cases_open;
DROP INDEX cases_open_assigned;
DROP INDEX cases_open_unassigned;
CREATE INDEX cases_open ON cases (due_on, id) WHERE (closed_at IS NULL OR complaint IS NOT NULL) AND stage <> 'unconfirmed';
CREATE INDEX cases_open_assigned ON cases (assignee, due_on, id) WHERE (closed_at IS NULL OR complaint IS NOT NULL) AND stage <> 'unconfirmed' AND assignee IS NOT NULL;
CREATE INDEX cases_open_unassigned ON cases (due_on, id) WHERE (closed_at IS NULL OR complaint IS NOT NULL) AND stage <> 'unconfirmed' AND assignee IS NULL;
CREATE INDEX cases_complaint ON cases (due_on, id) WHERE complaint IS NOT NULL;
CREATE INDEX cases_complained ON cases (complained_at) WHERE complained_at IS NOT NULL;
