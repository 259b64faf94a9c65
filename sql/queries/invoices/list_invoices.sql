-- Issued documents, by number.
--   $1 run_no integer (0: all)   $2 period integer (0: all)   $3 site text ('': all)
--   $4 partner_id text ('': all)   $5 invoice_id text ('': all)
-- original_id is the latest fee invoice of the merchant before a credit note; null on an invoice.
SELECT invoice.invoice_id, invoice.site, invoice.kind, invoice.year, invoice.number, invoice.run_no,
       invoice.period, invoice.partner_id, invoice.currency::text, invoice.issued_on,
       invoice.issued_at, invoice.statement_ids, invoice.base, invoice.net, invoice.tax_rate,
       invoice.tax, invoice.gross, named.partner_name, named.partner_name_en,
       named.partner_address, named.partner_tax_number, named.partner_locale,
       CASE WHEN invoice.kind = 'fee_credit' THEN (
            SELECT earlier.invoice_id
              FROM settlement.invoice AS earlier
             WHERE earlier.partner_id = invoice.partner_id
               AND earlier.currency = invoice.currency
               AND earlier.kind = 'fee'
               AND earlier.period < invoice.period
             ORDER BY earlier.period DESC, earlier.invoice_id DESC
             LIMIT 1) END AS original_id
  FROM settlement.invoice AS invoice
  JOIN LATERAL (
       SELECT statement.partner_name, statement.partner_name_en, statement.partner_address,
              statement.partner_tax_number, statement.partner_locale
         FROM settlement.statement AS statement
        WHERE statement.run_no = invoice.run_no
          AND statement.partner_id = invoice.partner_id
        ORDER BY statement.statement_no
        LIMIT 1) AS named ON true
 WHERE ($1::integer = 0 OR invoice.run_no = $1::integer)
   AND ($2::integer = 0 OR invoice.period = $2::integer)
   AND ($3 = '' OR invoice.site = $3)
   AND ($4 = '' OR invoice.partner_id = $4)
   AND ($5 = '' OR invoice.invoice_id = $5)
 ORDER BY invoice.site, invoice.kind, invoice.year, invoice.number
