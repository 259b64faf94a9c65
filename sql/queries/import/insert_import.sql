-- Puts an import on record.
--   $1 source text   $2 imported_by text   $3 imported_at timestamptz
-- Returns 1 row: import_no, import_id.
INSERT INTO settlement.import (source, imported_by, imported_at)
VALUES ($1, $2, $3::timestamptz)
RETURNING import_no, import_id
