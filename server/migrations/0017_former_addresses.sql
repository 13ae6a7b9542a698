-- accounts: since when a former address was confirmed, for when it comes back: an address
-- that was the account's before a thief's must not look younger than that.
ALTER TABLE former_addresses ADD COLUMN confirmed_at BIGINT;
