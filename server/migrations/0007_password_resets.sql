-- password_recovery: one link an account; a newer one takes its place, and whatever else
-- begins a new epoch ends it.
CREATE TABLE password_resets (
  account_id TEXT PRIMARY KEY REFERENCES accounts (id),
  token_hash BYTEA NOT NULL UNIQUE,
  security_epoch BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX password_resets_by_end ON password_resets (expires_at);
