-- The latest document by which a credit note can be referred to: of the same partner, tab, currency
-- and rate, for an earlier month.
--   $1 run_no integer   $2 statement_no integer   $3 tax_rate integer, millionths
-- Returns 0 or 1 row: invoice_id.
SELECT invoice.invoice_id
  FROM settlement.statement AS statement
  JOIN settlement.statement AS earlier
    ON earlier.partner_id = statement.partner_id
   AND earlier.tab = statement.tab
   AND earlier.currency = statement.currency
   AND earlier.period < statement.period
  JOIN settlement.invoice AS invoice
    ON invoice.run_no = earlier.run_no
   AND invoice.statement_ids = earlier.statement_id
   AND invoice.kind = 'self_billed'
 WHERE statement.run_no = $1::integer
   AND statement.statement_no = $2::integer
   AND invoice.tax_rate = $3::integer
 ORDER BY earlier.period DESC, invoice.invoice_id DESC
 LIMIT 1
