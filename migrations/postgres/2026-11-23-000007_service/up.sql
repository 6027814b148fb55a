-- What the service remembers about itself: settings made in the admin pages, and when each
-- background loop was last seen.
CREATE TABLE settings (
  key              TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  value            TEXT COLLATE "C" NOT NULL,
  updated_at       TIMESTAMPTZ      NOT NULL
);

CREATE TABLE heartbeats (
  name             TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  at               TIMESTAMPTZ      NOT NULL,
  instance         TEXT COLLATE "C" NOT NULL
);
