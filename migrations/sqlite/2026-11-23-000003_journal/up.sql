-- What happened, for good. Entries are numbered inside their stream; the sequencer gives each
-- committed entry its place in the one log (decision 9). Both tables only ever grow at the end:
-- the triggers below stop accidents, the hashes of the log show everything else.
CREATE TABLE journal (
  id               TEXT    NOT NULL PRIMARY KEY,
  stream           TEXT    NOT NULL,
  n                INTEGER NOT NULL,
  at               TEXT    NOT NULL,
  actor_kind       TEXT    NOT NULL,
  actor_ref        TEXT,
  event            TEXT    NOT NULL,
  body             TEXT    NOT NULL,
  UNIQUE (stream, n)
) STRICT, WITHOUT ROWID;

-- For the audit page: the whole desk, one actor, or one kind of event, newest first.
CREATE INDEX journal_at ON journal (at, id);
CREATE INDEX journal_actor ON journal (actor_ref, at, id) WHERE actor_ref IS NOT NULL;
CREATE INDEX journal_event ON journal (event, at, id);

CREATE TABLE journal_pending (
  entry            TEXT    NOT NULL PRIMARY KEY REFERENCES journal (id)
) STRICT;

CREATE TABLE journal_position (
  position         INTEGER NOT NULL PRIMARY KEY,
  entry            TEXT    NOT NULL UNIQUE REFERENCES journal (id),
  leaf             BLOB    NOT NULL CHECK (length(leaf) = 32)
) STRICT;

-- INSERT OR REPLACE deletes without firing the delete trigger (unless recursive_triggers is on), so
-- the insert guard also refuses an id that exists; there is no rowid to replace a row by.
CREATE TRIGGER journal_insert BEFORE INSERT ON journal
WHEN NEW.n IS NOT (SELECT COALESCE(MAX(n), 0) + 1 FROM journal WHERE stream = NEW.stream)
  OR EXISTS (SELECT 1 FROM journal WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'journal: not the next entry of its stream'); END;
CREATE TRIGGER journal_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'journal: append-only'); END;
CREATE TRIGGER journal_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'journal: append-only'); END;

CREATE TRIGGER journal_position_insert BEFORE INSERT ON journal_position
WHEN NEW.position IS NOT (SELECT COALESCE(MAX(position), -1) + 1 FROM journal_position)
  OR EXISTS (SELECT 1 FROM journal_position WHERE entry = NEW.entry)
BEGIN SELECT RAISE(ABORT, 'journal_position: not the next position'); END;
CREATE TRIGGER journal_position_update BEFORE UPDATE ON journal_position
BEGIN SELECT RAISE(ABORT, 'journal_position: append-only'); END;
CREATE TRIGGER journal_position_delete BEFORE DELETE ON journal_position
BEGIN SELECT RAISE(ABORT, 'journal_position: append-only'); END;
