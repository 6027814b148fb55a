-- Versions of the data map, for good: a case keeps the number of the one its tasks were planned from. The addresses of
-- owners are apart, sealed, and only those of the newest version are kept (docs/adr/0019). The release before this one
-- runs against it: it plans from the policy pack.
CREATE TABLE data_map (
  number           BIGINT      NOT NULL PRIMARY KEY CHECK (number > 0),
  map              TEXT        NOT NULL COLLATE "C",
  contacts         BYTEA,
  reason           TEXT        NOT NULL COLLATE "C",
  made_at          TIMESTAMPTZ NOT NULL,
  made_by          TEXT        COLLATE "C"
);

CREATE FUNCTION data_map_next() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last BIGINT;
BEGIN
  EXECUTE format('SELECT COALESCE(MAX(number), 0) FROM %I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO last;
  IF NEW.number IS DISTINCT FROM last + 1 THEN
    RAISE EXCEPTION 'data_map: not the next version';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION data_map_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.contacts IS NOT NULL OR (NEW.number, NEW.map, NEW.reason, NEW.made_at, NEW.made_by)
    IS DISTINCT FROM (OLD.number, OLD.map, OLD.reason, OLD.made_at, OLD.made_by) THEN
    RAISE EXCEPTION 'data_map: only addresses may be forgotten';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER data_map_insert BEFORE INSERT ON data_map FOR EACH ROW EXECUTE FUNCTION data_map_next();
CREATE TRIGGER data_map_update BEFORE UPDATE ON data_map FOR EACH ROW EXECUTE FUNCTION data_map_forget();
CREATE TRIGGER data_map_delete BEFORE DELETE ON data_map FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER data_map_truncate BEFORE TRUNCATE ON data_map FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
ALTER TABLE data_map ENABLE ALWAYS TRIGGER data_map_insert;
ALTER TABLE data_map ENABLE ALWAYS TRIGGER data_map_update;
ALTER TABLE data_map ENABLE ALWAYS TRIGGER data_map_delete;
ALTER TABLE data_map ENABLE ALWAYS TRIGGER data_map_truncate;
