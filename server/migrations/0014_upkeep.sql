-- platform::readiness: the latest time that this database was written at, by its own clock.
CREATE TABLE clock_mark (
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  turns BIGINT NOT NULL
);
INSERT INTO clock_mark (id, at, turns) VALUES (1, 0, 0);
