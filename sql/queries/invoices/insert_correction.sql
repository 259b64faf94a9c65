-- Writes what replaces an invoice and, where there is one, the credit note that cancels it, of the parties
-- that the invoice had. The replacement's own parties are frozen afterwards.
--   $1 original_id text   $2 invoice_id text[], the replacement first   $3 kind text[]
--   $4 number bigint[]   $5 issued_on date   $6 issued_at timestamptz   $7 net bigint   $8 tax bigint
--   $9 reason text
WITH issued AS (
     INSERT INTO settlement.invoice (invoice_id, site, kind, year, number, run_no, period, partner_id,
                                     currency, issued_on, issued_at, statement_ids, base, net,
                                     tax_rate, tax, gross, original_id, reason, replacement_id)
     SELECT drawn.invoice_id, original.site, drawn.kind, extract(year FROM $5::date)::integer,
            drawn.number, original.run_no, original.period, original.partner_id, original.currency,
            $5::date, $6::timestamptz, original.statement_ids,
            CASE WHEN drawn.kind <> 'fee_credit' AND original.net = $7::bigint
                 THEN original.base ELSE 0 END,
            $7::bigint, original.tax_rate, $8::bigint, $7::bigint + $8::bigint,
            original.invoice_id, $9,
            CASE WHEN drawn.kind = 'fee_credit' THEN ($2::text[])[1] END
       FROM settlement.invoice AS original
      CROSS JOIN unnest($2::text[], $3::text[], $4::bigint[]) AS drawn (invoice_id, kind, number)
      WHERE original.invoice_id = $1)
INSERT INTO settlement.invoice_party (invoice_id, role, name, name_en, address, tax_number, detail_no)
SELECT drawn.invoice_id, party.role, party.name, party.name_en, party.address, party.tax_number,
       party.detail_no
  FROM unnest($2::text[], $3::text[]) AS drawn (invoice_id, kind)
  JOIN settlement.invoice_party AS party ON party.invoice_id = $1
 WHERE drawn.kind = 'fee_credit'
