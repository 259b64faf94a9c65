-- Keeps the time stamp of an original's signature, unless it has one.
--   $1 invoice_id text   $2 token bytea   $3 digest bytea, of the file with it   $4 authority text
--   $5 stamped_at timestamptz   $6 asked_by text   $7 kept_at timestamptz
-- Returns 0 or 1 row: invoice_id, where it was kept.
INSERT INTO settlement.signature_stamp
       (invoice_id, token, digest, authority, stamped_at, asked_by, kept_at)
VALUES ($1, $2, $3, $4, $5::timestamptz, $6, $7::timestamptz)
ON CONFLICT ON CONSTRAINT signature_is_stamped_once DO NOTHING
RETURNING invoice_id
