-- Open requests worked out anew after a change of the policy, in batches by the worker: where it is, and what moved
-- (docs/adr/0017). The release before this one runs against it; it moves nothing.
CREATE TABLE recounts (
  id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  because          TEXT COLLATE "C" NOT NULL,
  started_at       TIMESTAMPTZ      NOT NULL,
  started_by       TEXT COLLATE "C",
  total            BIGINT           NOT NULL,
  checked          BIGINT           NOT NULL,
  moved            BIGINT           NOT NULL,
  failed           BIGINT           NOT NULL,
  place            TEXT COLLATE "C" NOT NULL,
  finished_at      TIMESTAMPTZ
);
