-- Invoices and credit notes of a site that have no journal entry, by period and id: the month they are
-- posted to, which is that of the issue where a person asked for them; the tax, negative of a credit
-- note; the fee that one asked for gives back. What is issued in a partner's name is not among them:
-- the seal of its statement has posted what the partner has. Nor is what replaces an invoice, or cancels
-- it for a replacement: what was posted for the first one stands.
--   $1 site text
SELECT invoice.invoice_id,
       CASE WHEN invoice.reason IS NULL THEN invoice.period
            ELSE to_char(invoice.issued_on, 'YYYYMM')::integer END AS posted_period,
       invoice.partner_id, invoice.currency::text,
       CASE WHEN invoice.kind = 'fee_credit' THEN -invoice.tax ELSE invoice.tax END,
       CASE WHEN invoice.reason IS NULL THEN 0 ELSE invoice.net END
  FROM settlement.invoice AS invoice
 WHERE invoice.site = $1
   AND invoice.agreement_no IS NULL
   AND invoice.replacement_id IS NULL
   AND (invoice.original_id IS NULL OR invoice.kind = 'fee_credit')
   AND NOT EXISTS (
       SELECT FROM settlement.journal_entry AS entry
        WHERE entry.site = $1
          AND entry.event = 'invoice'
          AND entry.source = invoice.invoice_id)
 ORDER BY posted_period, invoice.invoice_id
