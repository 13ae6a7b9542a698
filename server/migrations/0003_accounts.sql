-- accounts
CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  username TEXT NOT NULL,
  state TEXT NOT NULL,
  role TEXT NOT NULL,
  version BIGINT NOT NULL,
  security_epoch BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
-- A name belongs to an account for ever, or to a sign-up until its link is over.
CREATE TABLE usernames (
  folded TEXT PRIMARY KEY,
  account_id TEXT,
  sign_up_id TEXT,
  reserved_until BIGINT NOT NULL
);
CREATE TABLE addresses (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  address TEXT NOT NULL,
  folded TEXT NOT NULL,
  is_primary BOOLEAN NOT NULL,
  confirmed_at BIGINT,
  created_at BIGINT NOT NULL
);
-- Only a confirmed address reserves anything.
CREATE UNIQUE INDEX addresses_confirmed ON addresses (folded) WHERE confirmed_at IS NOT NULL;
CREATE INDEX addresses_by_account ON addresses (account_id);

-- passwords
CREATE TABLE passwords (
  account_id TEXT PRIMARY KEY REFERENCES accounts (id),
  hash TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);

-- sessions
CREATE TABLE sessions (
  token_hash BYTEA PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  security_epoch BIGINT NOT NULL,
  surface TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  password_at BIGINT NOT NULL,
  second_factor TEXT,
  second_factor_at BIGINT,
  -- Recovery codes were shown or made in it: in this session they prove nothing.
  codes_seen BOOLEAN NOT NULL,
  network TEXT NOT NULL,
  user_agent TEXT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id, created_at, id);

-- The first door passed, the second not: another table, another cookie, no rights.
CREATE TABLE pending_sign_ins (
  token_hash BYTEA PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  security_epoch BIGINT NOT NULL,
  surface TEXT NOT NULL,
  password_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX pending_sign_ins_by_end ON pending_sign_ins (expires_at);
CREATE INDEX pending_sign_ins_by_account ON pending_sign_ins (account_id);
