-- Mails that wait to be sent. A row is written by the transaction that the mail tells
-- of, and deleted when a relay has taken it. `sealed` holds the whole message and its
-- addresses; in clear stand only what the worker needs to choose and an operator may see.
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    next_try_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    leased_until BIGINT NOT NULL
);

CREATE INDEX outbox_by_next_try ON outbox (next_try_at);
