-- The rules that measure the answer to each case, kept in the transaction that changes it, so that lists can be
-- narrowed by law. The release before this one runs against it but writes no rows for new cases; counting anew,
-- which upkeep does once after an upgrade, fills them in.
CREATE TABLE case_rules (
  case_id          TEXT COLLATE "C" NOT NULL REFERENCES cases (id),
  rule             TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (case_id, rule)
);
INSERT INTO case_rules (case_id, rule)
  SELECT DISTINCT cases.id, clock ->> 'rule'
  FROM cases, jsonb_array_elements(cases.state::jsonb -> 'clocks') AS clock
  WHERE clock ->> 'kind' = 'respond';
