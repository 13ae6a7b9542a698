-- two_step: which second factors an account has. Two-step verification is on
-- exactly while a row stands here.
CREATE TABLE enrolments (
  kind TEXT NOT NULL,
  factor_id TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (kind, factor_id)
);
CREATE INDEX enrolments_by_account ON enrolments (account_id, created_at);

CREATE TABLE authenticator_apps (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  secret_sealed BYTEA NOT NULL,
  drift BIGINT NOT NULL,
  last_step BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT
);
CREATE INDEX authenticator_apps_by_account ON authenticator_apps (account_id, created_at, id);

CREATE TABLE recovery_codes (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  set_id TEXT NOT NULL,
  ordinal BIGINT NOT NULL,
  code_sealed BYTEA NOT NULL,
  code_lookup BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (account_id, set_id, ordinal)
);
CREATE UNIQUE INDEX recovery_codes_by_lookup ON recovery_codes (account_id, code_lookup);

-- two_step_setup: one unfinished set-up an account; nothing in it counts anywhere.
CREATE TABLE two_step_setups (
  account_id TEXT PRIMARY KEY REFERENCES accounts (id),
  id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  security_epoch BIGINT NOT NULL,
  password_at BIGINT NOT NULL,
  secret_sealed BYTEA NOT NULL,
  drift BIGINT,
  confirmed_step BIGINT,
  confirmed_at BIGINT,
  codes_sealed BYTEA,
  expires_at BIGINT NOT NULL
);
