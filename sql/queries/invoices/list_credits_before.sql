-- What the credit notes of an invoice before one of them gave back, in the order of their numbers.
--   $1 invoice_id text   $2 credit_note_id text
-- Returns net and tax of each, minor units.
SELECT credit.net, credit.tax
  FROM settlement.invoice AS credit
  JOIN settlement.invoice AS asked ON asked.invoice_id = $2
 WHERE credit.original_id = $1
   AND credit.kind = 'fee_credit'
   AND (credit.year, credit.number) < (asked.year, asked.number)
 ORDER BY credit.year, credit.number
