DROP TABLE data_map;
DROP FUNCTION data_map_forget();
DROP FUNCTION data_map_next();
