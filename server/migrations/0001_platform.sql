-- platform::keys: one row says which master key this database belongs to; the data
-- keys are wrapped by it.
CREATE TABLE key_check (
  id BIGINT PRIMARY KEY,
  master_key_id TEXT NOT NULL
);
CREATE TABLE data_keys (
  id TEXT PRIMARY KEY,
  wrapped BYTEA NOT NULL,
  created_at BIGINT NOT NULL
);

-- platform::rate_limit: failures charged to one factor of one subject.
CREATE TABLE throttles (
  factor TEXT NOT NULL,
  subject TEXT NOT NULL,
  failures BIGINT NOT NULL,
  blocked_until BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (factor, subject)
);
CREATE INDEX throttles_by_age ON throttles (updated_at);

-- platform::audit: append-only. Each event has the next number of its chain and a MAC
-- over itself and the MAC before it; a chain's row says where it ends, and is the lock
-- that orders those who append to it. The chains are there from the beginning: one that
-- is gone is missed.
CREATE TABLE audit_chains (
  chain BIGINT PRIMARY KEY,
  last_number BIGINT NOT NULL,
  last_mac BYTEA
);
INSERT INTO audit_chains (chain, last_number) VALUES
  (0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0),
  (8, 0), (9, 0), (10, 0), (11, 0), (12, 0), (13, 0), (14, 0), (15, 0);
CREATE TABLE audit_events (
  chain BIGINT NOT NULL,
  number BIGINT NOT NULL,
  id TEXT NOT NULL,
  at BIGINT NOT NULL,
  account_id TEXT,
  action TEXT NOT NULL,
  result TEXT NOT NULL,
  factor TEXT,
  surface TEXT NOT NULL,
  network TEXT NOT NULL,
  mac BYTEA NOT NULL,
  PRIMARY KEY (chain, number)
);
CREATE INDEX audit_events_by_account ON audit_events (account_id, at, id);
