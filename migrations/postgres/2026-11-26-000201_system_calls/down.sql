UPDATE open_tasks SET given_to = 'desk' WHERE given_to = 'system';
ALTER TABLE open_tasks DROP CONSTRAINT open_tasks_given_to_check;
ALTER TABLE open_tasks ADD CONSTRAINT open_tasks_given_to_check
  CHECK (given_to IN ('desk', 'owner', 'other'));
DROP TABLE system_secrets;
DROP TABLE system_calls;
