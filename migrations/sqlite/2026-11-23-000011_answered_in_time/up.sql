-- Whether a case was first closed by the end of its due date: a request answered in time and reopened
-- later is not overdue (docs/adr/0010). NULL is a row that an earlier release wrote last, or one whose
-- first closing is too near the due date to tell without its time zone; the next event of the case
-- settles it. The release before this one runs against it: it leaves the column NULL.
ALTER TABLE cases ADD COLUMN answered_in_time INTEGER CHECK (answered_in_time IN (0, 1));
-- A day before the due date in UTC is in time in every zone.
UPDATE cases SET answered_in_time = 1 WHERE substr(json_extract(state, '$.first_closed_at'), 1, 10) < due_on;
