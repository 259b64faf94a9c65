-- Where the applied migrations are recorded, each with the checksum of its text.
CREATE SCHEMA IF NOT EXISTS settlement;

CREATE TABLE settlement.migration (
  name        text NOT NULL COLLATE "C",
  checksum    text NOT NULL,
  applied_at  timestamptz NOT NULL,
  CONSTRAINT migration_is_applied_once PRIMARY KEY (name));
COMMENT ON TABLE settlement.migration IS 'Applied migrations; forward only, never edited.';
