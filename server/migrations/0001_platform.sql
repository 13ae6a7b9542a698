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

-- platform::audit: append-only.
CREATE TABLE audit_events (
  id TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  account_id TEXT,
  action TEXT NOT NULL,
  result TEXT NOT NULL,
  factor TEXT,
  surface TEXT NOT NULL,
  network TEXT NOT NULL,
  detail TEXT
);
CREATE INDEX audit_events_by_account ON audit_events (account_id, at);
