-- Records an applied migration.
--   $1 name text   $2 checksum text   $3 applied_at timestamptz
INSERT INTO settlement.migration (name, checksum, applied_at)
VALUES ($1, $2, $3::timestamptz)
