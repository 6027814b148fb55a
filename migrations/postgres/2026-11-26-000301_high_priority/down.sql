DROP INDEX cases_open_high;
