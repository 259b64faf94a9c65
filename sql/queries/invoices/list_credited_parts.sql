-- Of which invoices self-billed credit notes give back how much: the newest invoice first, as they
-- were issued.
--   $1 invoice_ids text[]   of the credit notes
-- Returns credit_id, invoice_id, net.
SELECT part.credit_id, part.invoice_id, part.net
  FROM settlement.credited_part AS part
  JOIN settlement.invoice AS invoice ON invoice.invoice_id = part.invoice_id
 WHERE part.credit_id = ANY ($1::text[])
 ORDER BY part.credit_id, invoice.period DESC, part.invoice_id DESC
