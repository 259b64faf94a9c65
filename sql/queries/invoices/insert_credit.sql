-- Writes the credit note that a person asks for: of the same parties as the invoice it corrects.
--   $1 original_id text   $2 invoice_id text   $3 number integer   $4 issued_on date
--   $5 issued_at timestamptz   $6 net bigint   $7 tax bigint   $8 reason text
WITH credit AS (
     INSERT INTO settlement.invoice (invoice_id, site, kind, year, number, run_no, period, partner_id,
                                     currency, issued_on, issued_at, statement_ids, base, net,
                                     tax_rate, tax, gross, original_id, reason)
     SELECT $2, original.site, 'fee_credit', extract(year FROM $4::date)::integer, $3::integer,
            original.run_no, original.period, original.partner_id, original.currency, $4::date,
            $5::timestamptz, original.statement_ids, 0, $6::bigint, original.tax_rate, $7::bigint,
            $6::bigint + $7::bigint, original.invoice_id, $8
       FROM settlement.invoice AS original
      WHERE original.invoice_id = $1)
INSERT INTO settlement.invoice_party (invoice_id, role, name, name_en, address, tax_number, detail_no)
SELECT $2, party.role, party.name, party.name_en, party.address, party.tax_number, party.detail_no
  FROM settlement.invoice_party AS party
 WHERE party.invoice_id = $1
