-- notices: the changes whose notices carry a link by which their owner says "this wasn't
-- me": one link a change, for seven days, in whatever epoch the account is. `subject` names
-- what it was done to, `name` is the same in words. `password_hash` is the password as it was
-- before the change, kept to be asked for and never to come back.
CREATE TABLE repudiable_changes (
  token_hash BYTEA PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  name TEXT NOT NULL,
  network TEXT NOT NULL,
  password_hash TEXT,
  at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX repudiable_changes_by_account ON repudiable_changes (account_id, at);
CREATE INDEX repudiable_changes_by_end ON repudiable_changes (expires_at);

-- accounts: until then, what was enrolled since changes nothing.
ALTER TABLE accounts ADD COLUMN frozen_since BIGINT;
ALTER TABLE accounts ADD COLUMN frozen_until BIGINT;

-- recovery_codes: a suspended code opens nothing; the change that suspended its set can be
-- taken back until then.
ALTER TABLE recovery_codes ADD COLUMN suspended_by TEXT;
ALTER TABLE recovery_codes ADD COLUMN suspended_until BIGINT;
CREATE INDEX recovery_codes_by_end ON recovery_codes (suspended_until);
