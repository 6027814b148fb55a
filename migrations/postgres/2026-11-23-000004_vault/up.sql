-- Personal data, sealed with a key per case; the key is wrapped by a monthly key. Dropping the key's
-- row is erasure (decision 15). Search words are keyed hashes and go with the case's data.
CREATE TABLE case_keys (
  case_id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  month            TEXT COLLATE "C" NOT NULL,
  wrapped          BYTEA            NOT NULL,
  created_at       TIMESTAMPTZ      NOT NULL
);
CREATE INDEX case_keys_month ON case_keys (month, case_id);

CREATE TABLE vault (
  id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  case_id          TEXT COLLATE "C" NOT NULL,
  kind             TEXT COLLATE "C" NOT NULL,
  sealed           BYTEA            NOT NULL,
  created_at       TIMESTAMPTZ      NOT NULL
);
CREATE INDEX vault_case ON vault (case_id, id);

CREATE TABLE search_words (
  case_id          TEXT COLLATE "C" NOT NULL,
  kind             TEXT COLLATE "C" NOT NULL,
  hash             BYTEA            NOT NULL,
  PRIMARY KEY (hash, kind, case_id)
);
CREATE INDEX search_words_case ON search_words (case_id);
