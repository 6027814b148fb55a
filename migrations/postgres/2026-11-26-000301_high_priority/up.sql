-- The list of what goes before others, by due date. The release before this one runs against it.
CREATE INDEX cases_open_high ON cases (due_on, id) WHERE (closed_at IS NULL OR complaint IS NOT NULL) AND stage <> 'unconfirmed' AND priority = 'high';
