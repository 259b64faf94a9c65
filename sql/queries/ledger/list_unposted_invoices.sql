-- Invoices and credit notes of a site that have no journal entry, by period and id; the tax of a
-- credit note is negative.
--   $1 site text
SELECT invoice.invoice_id, invoice.period, invoice.partner_id, invoice.currency::text,
       CASE WHEN invoice.kind = 'fee_credit' THEN -invoice.tax ELSE invoice.tax END
  FROM settlement.invoice AS invoice
 WHERE invoice.site = $1
   AND NOT EXISTS (
       SELECT FROM settlement.journal_entry AS entry
        WHERE entry.site = $1
          AND entry.event = 'invoice'
          AND entry.source = invoice.invoice_id)
 ORDER BY invoice.period, invoice.invoice_id
