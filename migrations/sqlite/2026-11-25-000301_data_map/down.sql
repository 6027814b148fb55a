DROP TABLE data_map;
