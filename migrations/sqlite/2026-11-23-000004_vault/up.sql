-- Personal data, sealed with a key per case; the key is wrapped by a monthly key. Dropping the key's
-- row is erasure (decision 15). Search words are keyed hashes and go with the case's data.
CREATE TABLE case_keys (
  case_id          TEXT    NOT NULL PRIMARY KEY,
  month            TEXT    NOT NULL,
  wrapped          BLOB    NOT NULL,
  created_at       TEXT    NOT NULL
) STRICT;
CREATE INDEX case_keys_month ON case_keys (month, case_id);

CREATE TABLE vault (
  id               TEXT    NOT NULL PRIMARY KEY,
  case_id          TEXT    NOT NULL,
  kind             TEXT    NOT NULL,
  sealed           BLOB    NOT NULL,
  created_at       TEXT    NOT NULL
) STRICT;
CREATE INDEX vault_case ON vault (case_id, id);

CREATE TABLE search_words (
  case_id          TEXT    NOT NULL,
  kind             TEXT    NOT NULL,
  hash             BLOB    NOT NULL,
  PRIMARY KEY (hash, kind, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_words_case ON search_words (case_id);
