-- The signed original of a document.
--   $1 invoice_id text
-- Returns 0 or 1 row: file, digest.
SELECT original.file, original.digest
  FROM settlement.invoice_original AS original
 WHERE original.invoice_id = $1
