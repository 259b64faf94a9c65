-- Keeps the signed original of a document, unless it has one.
--   $1 invoice_id text   $2 file bytea   $3 signer text   $4 signed_by text   $5 signed_at timestamptz
-- Returns 0 or 1 row: invoice_id, where it was kept.
INSERT INTO settlement.invoice_original (invoice_id, file, signer, signed_by, signed_at)
VALUES ($1, $2, $3, $4, $5::timestamptz)
ON CONFLICT ON CONSTRAINT one_original_a_document DO NOTHING
RETURNING invoice_id
