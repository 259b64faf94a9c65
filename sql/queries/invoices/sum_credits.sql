-- What the credit notes of an invoice gave back of it.
--   $1 invoice_id text
-- Returns 1 row: net, minor units.
SELECT coalesce(sum(credit.net), 0)::bigint
  FROM settlement.invoice AS credit
 WHERE credit.original_id = $1
