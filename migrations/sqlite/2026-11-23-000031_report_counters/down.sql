DROP INDEX cases_finished;
DROP INDEX cases_received;
DROP TABLE feeds;
DROP TABLE report_pins;
DROP TABLE report_counts;
