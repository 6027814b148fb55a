-- What the service remembers about itself: settings made in the admin pages, and when each
-- background loop was last seen.
CREATE TABLE settings (
  key              TEXT    NOT NULL PRIMARY KEY,
  value            TEXT    NOT NULL,
  updated_at       TEXT    NOT NULL
) STRICT;

CREATE TABLE heartbeats (
  name             TEXT    NOT NULL PRIMARY KEY,
  at               TEXT    NOT NULL,
  instance         TEXT    NOT NULL
) STRICT;
