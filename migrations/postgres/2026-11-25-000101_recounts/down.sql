DROP TABLE recounts;
