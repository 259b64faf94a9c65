-- Keeps a file of a bank as it came.
--   $1 kind text   $2 message_id text   $3 content bytea   $4 imported_by text
--   $5 imported_at timestamptz
-- Returns 0 or 1 row: file_no; none where the same file is kept already.
INSERT INTO settlement.bank_file (kind, message_id, content, imported_by, imported_at)
VALUES ($1, $2, $3::bytea, $4, $5::timestamptz)
    ON CONFLICT DO NOTHING
RETURNING file_no
