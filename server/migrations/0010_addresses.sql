-- accounts: an account has one primary address, and each address once.
CREATE UNIQUE INDEX addresses_primary ON addresses (account_id) WHERE is_primary;
CREATE UNIQUE INDEX addresses_own ON addresses (account_id, folded);

-- accounts: addresses that were removed, and are told for a while what happens.
CREATE TABLE former_addresses (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  address TEXT NOT NULL,
  folded TEXT NOT NULL,
  until BIGINT NOT NULL,
  PRIMARY KEY (account_id, folded)
);
CREATE INDEX former_addresses_by_end ON former_addresses (until);

-- address_settings: one link an address; a newer one takes its place. It holds the very
-- address it proves.
CREATE TABLE address_confirmations (
  address_id TEXT PRIMARY KEY,
  token_hash BYTEA NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  security_epoch BIGINT NOT NULL,
  address TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX address_confirmations_by_end ON address_confirmations (expires_at);

-- address_settings: the link in the mail to an address that was removed, or is no longer
-- the primary one. It counts in whatever epoch the account is.
CREATE TABLE address_undos (
  token_hash BYTEA PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  kind TEXT NOT NULL,
  address TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX address_undos_by_end ON address_undos (expires_at);
