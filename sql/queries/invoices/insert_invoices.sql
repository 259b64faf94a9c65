-- Writes issued documents. A credit note corrects the latest fee invoice of the merchant before it that
-- no other replaces.
--   $1 run_no   $2 site   $3 period   $4 year   $5 issued_on date   $6 issued_at timestamptz
--   $7 tax_rate   $8 invoice_id[]   $9 kind[]   $10 number[]   $11 partner_id[]   $12 currency[]
--   $13 statement_ids[]   $14 base[]   $15 net[]   $16 tax[]
INSERT INTO settlement.invoice (invoice_id, site, kind, year, number, run_no, period, partner_id,
                                currency, issued_on, issued_at, statement_ids, base, net, tax_rate,
                                tax, gross, original_id)
SELECT issued.invoice_id, $2, issued.kind, $4::integer, issued.number, $1::integer, $3::integer,
       issued.partner_id, issued.currency, $5::date, $6::timestamptz, issued.statement_ids,
       issued.base, issued.net, $7::integer, issued.tax, issued.net + issued.tax,
       CASE WHEN issued.kind = 'fee_credit' THEN (
            SELECT earlier.invoice_id
              FROM settlement.invoice AS earlier
             WHERE earlier.partner_id = issued.partner_id
               AND earlier.currency = issued.currency
               AND earlier.kind IN ('fee', 'fee_corrected')
               AND earlier.period < $3::integer
               AND NOT EXISTS (
                   SELECT FROM settlement.invoice AS replacing
                    WHERE replacing.original_id = earlier.invoice_id
                      AND replacing.kind IN ('fee', 'fee_corrected'))
             ORDER BY earlier.period DESC, earlier.invoice_id DESC
             LIMIT 1) END
  FROM unnest($8::text[], $9::text[], $10::bigint[], $11::text[], $12::text[], $13::text[],
              $14::bigint[], $15::bigint[], $16::bigint[])
       AS issued (invoice_id, kind, number, partner_id, currency, statement_ids, base, net, tax)
