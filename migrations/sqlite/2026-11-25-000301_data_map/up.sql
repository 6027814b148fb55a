-- Versions of the data map, for good: a case keeps the number of the one its tasks were planned from. The addresses of
-- owners are apart, sealed, and only those of the newest version are kept (docs/adr/0019). The release before this one
-- runs against it: it plans from the policy pack.
CREATE TABLE data_map (
  number           INTEGER NOT NULL PRIMARY KEY CHECK (number > 0),
  map              TEXT    NOT NULL,
  contacts         BLOB,
  reason           TEXT    NOT NULL,
  made_at          TEXT    NOT NULL,
  made_by          TEXT
) STRICT;

CREATE TRIGGER data_map_insert BEFORE INSERT ON data_map
WHEN NEW.number IS NOT (SELECT COALESCE(MAX(number), 0) + 1 FROM data_map)
BEGIN SELECT RAISE(ABORT, 'data_map: not the next version'); END;
CREATE TRIGGER data_map_update BEFORE UPDATE ON data_map
WHEN NEW.contacts IS NOT NULL OR NEW.number IS NOT OLD.number OR NEW.map IS NOT OLD.map
  OR NEW.reason IS NOT OLD.reason OR NEW.made_at IS NOT OLD.made_at OR NEW.made_by IS NOT OLD.made_by
BEGIN SELECT RAISE(ABORT, 'data_map: only addresses may be forgotten'); END;
CREATE TRIGGER data_map_delete BEFORE DELETE ON data_map
BEGIN SELECT RAISE(ABORT, 'data_map: append-only'); END;
