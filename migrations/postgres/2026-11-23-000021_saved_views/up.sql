-- Filters of the queue that somebody of the desk keeps under a name. Theirs alone; nothing in them names
-- a requester. The release before this one runs against it: it does not know the table.
CREATE TABLE saved_views (
  id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  staff_id         TEXT COLLATE "C" NOT NULL REFERENCES staff (id),
  name             TEXT COLLATE "C" NOT NULL,
  filters          TEXT COLLATE "C" NOT NULL,
  created_at       TIMESTAMPTZ      NOT NULL,
  UNIQUE (staff_id, name)
);
