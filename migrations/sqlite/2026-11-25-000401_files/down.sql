DROP TABLE tickets;
DROP TABLE files;
