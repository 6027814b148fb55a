-- What happened, for good. Entries are numbered inside their stream; the sequencer gives each
-- committed entry its place in the one log (decision 9). Both tables only ever grow at the end:
-- the triggers below stop accidents, the hashes of the log show everything else.
CREATE TABLE journal (
  id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  stream           TEXT COLLATE "C" NOT NULL,
  n                BIGINT           NOT NULL,
  at               TIMESTAMPTZ      NOT NULL,
  actor_kind       TEXT COLLATE "C" NOT NULL,
  actor_ref        TEXT COLLATE "C",
  event            TEXT COLLATE "C" NOT NULL,
  body             TEXT COLLATE "C" NOT NULL,
  UNIQUE (stream, n)
);

-- For the audit page: the whole desk, one actor, or one kind of event, newest first.
CREATE INDEX journal_at ON journal (at, id);
CREATE INDEX journal_actor ON journal (actor_ref, at, id) WHERE actor_ref IS NOT NULL;
CREATE INDEX journal_event ON journal (event, at, id);

CREATE TABLE journal_pending (
  entry            TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES journal (id)
);

CREATE TABLE journal_position (
  position         BIGINT           NOT NULL PRIMARY KEY,
  entry            TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES journal (id),
  leaf             BYTEA            NOT NULL CHECK (octet_length(leaf) = 32)
);

-- The functions name their table by the trigger's own schema, so that a temporary table of the same
-- name cannot stand in for it. ENABLE ALWAYS, because session_replication_role = replica would
-- otherwise switch the triggers off; TRUNCATE fires no row trigger, so it has its own.
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: append-only', TG_TABLE_NAME;
END $$;

CREATE FUNCTION journal_next_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last BIGINT;
BEGIN
  EXECUTE format('SELECT COALESCE(MAX(n), 0) FROM %I.%I WHERE stream = $1', TG_TABLE_SCHEMA, TG_TABLE_NAME)
    INTO last USING NEW.stream;
  IF NEW.n IS DISTINCT FROM last + 1 THEN
    RAISE EXCEPTION 'journal: not the next entry of its stream';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION journal_next_position() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last BIGINT;
BEGIN
  EXECUTE format('SELECT COALESCE(MAX(position), -1) FROM %I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO last;
  IF NEW.position IS DISTINCT FROM last + 1 THEN
    RAISE EXCEPTION 'journal_position: not the next position';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER journal_insert BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION journal_next_entry();
CREATE TRIGGER journal_change BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_truncate BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_insert;
ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_change;
ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_truncate;

CREATE TRIGGER journal_position_insert BEFORE INSERT ON journal_position FOR EACH ROW EXECUTE FUNCTION journal_next_position();
CREATE TRIGGER journal_position_change BEFORE UPDATE OR DELETE ON journal_position FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_position_truncate BEFORE TRUNCATE ON journal_position FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
ALTER TABLE journal_position ENABLE ALWAYS TRIGGER journal_position_insert;
ALTER TABLE journal_position ENABLE ALWAYS TRIGGER journal_position_change;
ALTER TABLE journal_position ENABLE ALWAYS TRIGGER journal_position_truncate;
