-- The rules that measure the answer to each case, kept in the transaction that changes it, so that lists can be
-- narrowed by law. The release before this one runs against it but writes no rows for new cases; counting anew,
-- which upkeep does once after an upgrade, fills them in.
CREATE TABLE case_rules (
  case_id          TEXT    NOT NULL REFERENCES cases (id),
  rule             TEXT    NOT NULL,
  PRIMARY KEY (case_id, rule)
) STRICT, WITHOUT ROWID;
INSERT INTO case_rules (case_id, rule)
  SELECT DISTINCT cases.id, json_extract(clock.value, '$.rule')
  FROM cases, json_each(cases.state, '$.clocks') AS clock
  WHERE json_extract(clock.value, '$.kind') = 'respond';
