-- app_settings: one unfinished addition an account; nothing in it counts anywhere.
CREATE TABLE app_additions (
  account_id TEXT PRIMARY KEY REFERENCES accounts (id),
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  session_id TEXT NOT NULL,
  security_epoch BIGINT NOT NULL,
  password_at BIGINT NOT NULL,
  secret_sealed BYTEA NOT NULL,
  name TEXT,
  drift BIGINT,
  confirmed_step BIGINT,
  confirmed_at BIGINT,
  codes_sealed BYTEA,
  expires_at BIGINT NOT NULL
);
CREATE INDEX app_additions_by_end ON app_additions (expires_at);

-- app_settings: a replacement of a lost device that can still be taken back.
CREATE TABLE app_replacements (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  token_hash BYTEA NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX app_replacements_by_account ON app_replacements (account_id);
CREATE INDEX app_replacements_by_end ON app_replacements (expires_at);

-- authenticator_apps: a suspended app signs nobody in; the replacement that suspended it
-- can be taken back until then.
ALTER TABLE authenticator_apps ADD COLUMN suspended_by TEXT;
ALTER TABLE authenticator_apps ADD COLUMN suspended_until BIGINT;
CREATE INDEX authenticator_apps_by_end ON authenticator_apps (suspended_until);

-- sessions: opened by signing in with a recovery code, and the one replacement of a lost
-- device that such a sign-in proves has not been made.
ALTER TABLE sessions ADD COLUMN may_replace BOOLEAN NOT NULL DEFAULT FALSE;
