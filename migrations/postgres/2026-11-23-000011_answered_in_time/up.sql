-- Whether a case was first closed by the end of its due date: a request answered in time and reopened
-- later is not overdue (docs/adr/0010). NULL is a row that an earlier release wrote last, or one whose
-- first closing is too near the due date to tell without its time zone; the next event of the case
-- settles it. The release before this one runs against it: it leaves the column NULL.
ALTER TABLE cases ADD COLUMN answered_in_time BOOLEAN;
-- A day before the due date in UTC is in time in every zone.
UPDATE cases SET answered_in_time = TRUE WHERE left(state::json ->> 'first_closed_at', 10)::date < due_on;
