-- Writes what replaces an invoice and, where there is one, the credit note that cancels it, of the parties
-- that the invoice had. The replacement's own parties are frozen afterwards. Of a self-billed one both have
-- the items, and of the whole also what was rounded and set off.
--   $1 original_id text   $2 invoice_id text[], the replacement first   $3 kind text[]
--   $4 number bigint[]   $5 issued_on date   $6 issued_at timestamptz   $7 net bigint   $8 tax bigint
--   $9 reason text   $10 product_ids text[] ('': none)   $11 descriptions text[]   $12 nets bigint[]
WITH drawn AS (
     SELECT drawn.invoice_id, drawn.kind, drawn.number, drawn.place > 1 AS cancels
       FROM unnest($2::text[], $3::text[], $4::bigint[])
            WITH ORDINALITY AS drawn (invoice_id, kind, number, place)),
     issued AS (
     INSERT INTO settlement.invoice (invoice_id, site, kind, year, number, run_no, period, partner_id,
                                     currency, issued_on, issued_at, statement_ids, base, net,
                                     tax_rate, tax, gross, original_id, reason, replacement_id,
                                     agreement_no, rounding, set_off)
     SELECT drawn.invoice_id, original.site, drawn.kind, extract(year FROM $5::date)::integer,
            drawn.number, original.run_no, original.period, original.partner_id, original.currency,
            $5::date, $6::timestamptz, original.statement_ids,
            CASE WHEN NOT drawn.cancels AND original.net = $7::bigint
                 THEN original.base ELSE 0 END,
            $7::bigint, original.tax_rate, $8::bigint, $7::bigint + $8::bigint,
            original.invoice_id, $9,
            CASE WHEN drawn.cancels THEN ($2::text[])[1] END,
            original.agreement_no,
            CASE WHEN original.net = $7::bigint THEN original.rounding ELSE 0 END,
            least(original.set_off,
                  $7::bigint + $8::bigint
                  + CASE WHEN original.net = $7::bigint THEN original.rounding ELSE 0 END)
       FROM settlement.invoice AS original
      CROSS JOIN drawn
      WHERE original.invoice_id = $1),
     item AS (
     INSERT INTO settlement.invoice_item (invoice_id, item_no, product_id, description, net)
     SELECT drawn.invoice_id, item.item_no, nullif(item.product_id, ''), item.description, item.net
       FROM drawn
      CROSS JOIN unnest($10::text[], $11::text[], $12::bigint[])
            WITH ORDINALITY AS item (product_id, description, net, item_no)),
     part AS (
     INSERT INTO settlement.credited_part (credit_id, invoice_id, net)
     SELECT drawn.invoice_id, original.invoice_id, $7::bigint
       FROM drawn
       JOIN settlement.invoice AS original ON original.invoice_id = $1
      WHERE drawn.cancels
        AND original.agreement_no IS NOT NULL)
INSERT INTO settlement.invoice_party (invoice_id, role, name, name_en, address, tax_number, detail_no)
SELECT drawn.invoice_id, party.role, party.name, party.name_en, party.address, party.tax_number,
       party.detail_no
  FROM drawn
  JOIN settlement.invoice_party AS party ON party.invoice_id = $1
 WHERE drawn.cancels
