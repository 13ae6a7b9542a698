-- platform::readiness: the latest time that this database was written at, by its own clock.
CREATE TABLE clock_mark (
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  turns BIGINT NOT NULL
);
INSERT INTO clock_mark (id, at, turns) VALUES (1, 0, 0);

-- platform::audit: how many tries an event tells of, where they are more than one.
ALTER TABLE audit_events ADD COLUMN times BIGINT;

-- platform::audit: tries that had to wait, since the last event that told of one.
CREATE TABLE audit_waits (
  subject TEXT PRIMARY KEY,
  account_id TEXT,
  action TEXT NOT NULL,
  factor TEXT,
  surface TEXT NOT NULL,
  network TEXT NOT NULL,
  noted_at BIGINT NOT NULL,
  untold BIGINT NOT NULL,
  carried BIGINT NOT NULL
);
CREATE INDEX audit_waits_by_age ON audit_waits (noted_at);

-- platform::audit: where each chain begins since its old events were removed; 0 while none
-- was. The seal is a MAC over all of it: nobody else can say that events were removed rightly.
CREATE TABLE audit_anchors (
  chain BIGINT PRIMARY KEY,
  number BIGINT NOT NULL,
  mac BYTEA,
  removed_before BIGINT,
  seal BYTEA
);
INSERT INTO audit_anchors (chain, number) VALUES
  (0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0),
  (8, 0), (9, 0), (10, 0), (11, 0), (12, 0), (13, 0), (14, 0), (15, 0);
