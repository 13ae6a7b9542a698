CREATE TABLE sign_ups (
  id TEXT PRIMARY KEY,
  username TEXT NOT NULL,
  username_folded TEXT NOT NULL,
  address TEXT NOT NULL,
  address_folded TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  token_hash BYTEA NOT NULL UNIQUE,
  is_address_known BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sign_ups_by_name ON sign_ups (username_folded);
CREATE INDEX sign_ups_by_end ON sign_ups (expires_at);

CREATE TABLE invitations (
  token_hash BYTEA PRIMARY KEY,
  address TEXT NOT NULL,
  address_folded TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);

-- admin: the link that makes the first administrator.
CREATE TABLE first_admin_links (
  id BIGINT PRIMARY KEY,
  token_hash BYTEA NOT NULL,
  expires_at BIGINT NOT NULL
);
