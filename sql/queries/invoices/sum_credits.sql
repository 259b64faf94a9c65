-- What the credit notes of an invoice gave back of it. A corrected invoice has the amounts of the one that
-- it replaces, so what was given back of that one counts; a new invoice has what was left.
--   $1 invoice_id text
-- Returns 1 row: net, minor units.
WITH RECURSIVE same AS (
     SELECT invoice.invoice_id, invoice.kind, invoice.original_id
       FROM settlement.invoice AS invoice
      WHERE invoice.invoice_id = $1
      UNION ALL
     SELECT earlier.invoice_id, earlier.kind, earlier.original_id
       FROM same
       JOIN settlement.invoice AS earlier ON earlier.invoice_id = same.original_id
      WHERE same.kind = 'fee_corrected')
SELECT coalesce(sum(credit.net), 0)::bigint
  FROM same
  JOIN settlement.invoice AS credit ON credit.original_id = same.invoice_id
 WHERE credit.kind = 'fee_credit'
