CREATE TABLE report_counts_new (
  dimension        TEXT    NOT NULL CHECK (dimension IN ('all', 'right', 'law', 'country', 'channel', 'owner', 'waiting', 'ground')),
  month            TEXT    NOT NULL,
  measure          TEXT    NOT NULL CHECK (measure IN ('received', 'answered', 'on_time', 'fulfilled', 'partly_fulfilled', 'refused', 'withdrawn', 'duplicate', 'expired', 'extended', 'extended_in_time', 'extension_void', 'took', 'open', 'open_received', 'open_due')),
  value            TEXT    NOT NULL,
  day              INTEGER NOT NULL,
  laws             TEXT    NOT NULL,
  n                INTEGER NOT NULL,
  PRIMARY KEY (dimension, month, measure, value, day, laws)
) STRICT, WITHOUT ROWID;
INSERT INTO report_counts_new SELECT dimension, month, measure, value, day, laws, n FROM report_counts WHERE measure NOT IN ('complaint_received', 'complaint_decided', 'complaint_upheld', 'complaint_late', 'complaint_due');
DROP TABLE report_counts;
ALTER TABLE report_counts_new RENAME TO report_counts;
CREATE INDEX report_counts_zero ON report_counts (dimension) WHERE n = 0;
