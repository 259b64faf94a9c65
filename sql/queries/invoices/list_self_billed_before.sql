-- The documents by which a credit note can be referred to, newest first: of the same partner, tab,
-- currency and rate, for an earlier month, with something left of them.
--   $1 run_no integer   $2 statement_no integer   $3 tax_rate integer, millionths
-- Returns invoice_id, left (net, minor units, above zero).
SELECT invoice.invoice_id, (invoice.net - coalesce(credited.net, 0))::bigint
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
 CROSS JOIN LATERAL (
       SELECT sum(part.net) AS net
         FROM settlement.credited_part AS part
        WHERE part.invoice_id = invoice.invoice_id) AS credited
 WHERE statement.run_no = $1::integer
   AND statement.statement_no = $2::integer
   AND invoice.tax_rate = $3::integer
   AND invoice.net > coalesce(credited.net, 0)
 ORDER BY earlier.period DESC, invoice.invoice_id DESC
