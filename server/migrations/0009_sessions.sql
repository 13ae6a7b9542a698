-- known_browsers: a browser is a random value in a cookie, and a row here.
CREATE TABLE browsers (
  id TEXT PRIMARY KEY,
  token_hash BYTEA NOT NULL UNIQUE,
  known_until BIGINT NOT NULL
);
CREATE INDEX browsers_by_end ON browsers (known_until);

-- Which accounts were signed in to from it, both doors passed. Counts in its epoch only.
-- For a program, `browser_id` names the network it came from: such a row opens no lane.
-- `lane` names its counters; a new one begins whenever the browser becomes known anew.
CREATE TABLE known_browsers (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  browser_id TEXT NOT NULL,
  surface TEXT NOT NULL,
  lane TEXT NOT NULL,
  security_epoch BIGINT NOT NULL,
  known_until BIGINT NOT NULL,
  PRIMARY KEY (account_id, browser_id)
);
CREATE INDEX known_browsers_by_end ON known_browsers (known_until);

-- sessions: the browser it was opened in.
ALTER TABLE sessions ADD COLUMN browser_id TEXT;

-- platform::rate_limit: failures in this lane that no wait forgives, and whether the
-- owner was told of them.
ALTER TABLE throttles ADD COLUMN strikes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE throttles ADD COLUMN is_told BOOLEAN NOT NULL DEFAULT FALSE;
