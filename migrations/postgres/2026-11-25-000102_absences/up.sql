-- Days a colleague is away, without a reason; a row goes once its last day is over. The release before this one runs
-- against it: it does not know the table.
CREATE TABLE absences (
  id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  staff_id         TEXT COLLATE "C" NOT NULL REFERENCES staff (id),
  first_on         DATE             NOT NULL,
  last_on          DATE             NOT NULL
);
CREATE INDEX absences_of_staff ON absences (staff_id, first_on);
CREATE INDEX absences_last_on ON absences (last_on);
