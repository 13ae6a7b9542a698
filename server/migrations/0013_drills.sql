-- two_step: when an account is to try its second factor, which it has not needed for so long
-- that it may no longer work. A row stands here while a factor is enrolled.
CREATE TABLE drills (
  account_id TEXT PRIMARY KEY REFERENCES accounts (id),
  due_at BIGINT NOT NULL,
  -- When the next mail invites to it.
  invite_at BIGINT NOT NULL,
  -- Its owner does not want to be asked before.
  put_off_until BIGINT NOT NULL,
  passed_at BIGINT
);
CREATE INDEX drills_by_invitation ON drills (invite_at);
INSERT INTO drills (account_id, due_at, invite_at, put_off_until)
  SELECT account_id, MIN(created_at) + 2419200000000, MIN(created_at) + 2419200000000, 0
  FROM enrolments GROUP BY account_id;
