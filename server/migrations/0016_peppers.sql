-- passwords: which pepper a hash was made with, so that a start without it is a refusal.
ALTER TABLE passwords ADD COLUMN pepper_id TEXT;
CREATE INDEX passwords_by_pepper ON passwords (pepper_id);
