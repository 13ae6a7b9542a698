-- security_keys: WebAuthn credentials. A suspended key signs nobody in, as a suspended app
-- does; so does one whose counter went back, from `copied_at` on.
CREATE TABLE security_keys (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  credential_id BYTEA NOT NULL UNIQUE,
  public_key BYTEA NOT NULL,
  sign_count BIGINT NOT NULL,
  aaguid TEXT NOT NULL,
  transports TEXT NOT NULL,
  user_verified BOOLEAN NOT NULL,
  backup_eligible BOOLEAN NOT NULL,
  backed_up BOOLEAN NOT NULL,
  discoverable BOOLEAN,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT,
  copied_at BIGINT,
  suspended_by TEXT,
  suspended_until BIGINT
);
CREATE INDEX security_keys_by_account ON security_keys (account_id, created_at, id);
CREATE INDEX security_keys_by_end ON security_keys (suspended_until);

-- One unfinished ceremony of a purpose for whoever runs it: a session, or a pending sign-in.
CREATE TABLE key_challenges (
  holder TEXT NOT NULL,
  purpose TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  security_epoch BIGINT NOT NULL,
  challenge BYTEA NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (holder, purpose)
);
CREATE INDEX key_challenges_by_end ON key_challenges (expires_at);

-- key_settings: a key that may be added, once it has answered; one an account.
CREATE TABLE key_additions (
  account_id TEXT PRIMARY KEY REFERENCES accounts (id),
  id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  security_epoch BIGINT NOT NULL,
  name TEXT NOT NULL,
  password_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX key_additions_by_end ON key_additions (expires_at);

-- two_step_setup: the key that the set-up is for, where it is for one.
ALTER TABLE two_step_setups ADD COLUMN credential TEXT;
