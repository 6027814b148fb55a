ALTER TABLE cases DROP COLUMN answered_in_time;
