-- code_settings: recovery codes that were just shown, sealed, for the file that goes with
-- the page. The page holds the ticket; the row ends within minutes.
CREATE TABLE code_sheets (
  ticket_hash BYTEA PRIMARY KEY,
  id TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  session_id TEXT NOT NULL,
  codes_sealed BYTEA NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX code_sheets_by_end ON code_sheets (expires_at);
