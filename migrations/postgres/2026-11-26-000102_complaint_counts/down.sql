DELETE FROM report_counts WHERE measure IN ('complaint_received', 'complaint_decided', 'complaint_upheld', 'complaint_late', 'complaint_due');
ALTER TABLE report_counts DROP CONSTRAINT report_counts_measure_check;
ALTER TABLE report_counts ADD CONSTRAINT report_counts_measure_check
  CHECK (measure IN ('received', 'answered', 'on_time', 'fulfilled', 'partly_fulfilled', 'refused', 'withdrawn', 'duplicate', 'expired', 'extended', 'extended_in_time', 'extension_void', 'took', 'open', 'open_received', 'open_due'));
