-- Filters of the queue that somebody of the desk keeps under a name. Theirs alone; nothing in them names
-- a requester. The release before this one runs against it: it does not know the table.
CREATE TABLE saved_views (
  id               TEXT    NOT NULL PRIMARY KEY,
  staff_id         TEXT    NOT NULL REFERENCES staff (id),
  name             TEXT    NOT NULL,
  filters          TEXT    NOT NULL,
  created_at       TEXT    NOT NULL,
  UNIQUE (staff_id, name)
) STRICT;
