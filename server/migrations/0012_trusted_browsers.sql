-- trusted_browsers: browsers that its owner has spared the second step for some days. The
-- value that a browser brings is not here: the keys make it of the id and the number.
-- `number` counts the sign-ins, each of which gives it another value.
CREATE TABLE trusted_browsers (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  security_epoch BIGINT NOT NULL,
  browser_id TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  number BIGINT NOT NULL,
  numbered_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX trusted_browsers_by_account ON trusted_browsers (account_id, created_at, id);
CREATE INDEX trusted_browsers_by_end ON trusted_browsers (expires_at);

-- sessions: the trusted browser that opened it without a second factor.
ALTER TABLE sessions ADD COLUMN trusted_by TEXT;
