-- Keeps a time stamp.
--   $1 run_no integer   $2 root bytea   $3 token bytea   $4 authority text
--   $5 stamped_at timestamptz   $6 asked_by text   $7 kept_at timestamptz
-- Returns stamp_no.
INSERT INTO settlement.time_stamp (run_no, root, token, authority, stamped_at, asked_by, kept_at)
VALUES ($1::integer, $2, $3, $4, $5::timestamptz, $6, $7::timestamptz)
RETURNING stamp_no
