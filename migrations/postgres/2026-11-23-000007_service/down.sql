DROP TABLE heartbeats;
DROP TABLE settings;
