-- Writes a document that is issued in a partner's name, with its items and, of a credit note, the
-- invoices that it gives back.
--   $1 invoice_id text   $2 kind text   $3 number integer   $4 issued_on date
--   $5 issued_at timestamptz   $6 run_no integer   $7 statement_no integer   $8 net bigint
--   $9 tax_rate integer, millionths   $10 tax bigint   $11 rounding bigint   $12 set_off bigint
--   $13 original_id text ('': none)   $14 agreement_no integer   $15 product_ids text[] ('': none)
--   $16 descriptions text[]   $17 nets bigint[]   $18 credited_ids text[]   $19 credited_nets bigint[]
WITH issued AS (
     INSERT INTO settlement.invoice (invoice_id, site, kind, year, number, run_no, period, partner_id,
                                     currency, issued_on, issued_at, statement_ids, base, net,
                                     tax_rate, tax, gross, original_id, agreement_no, rounding,
                                     set_off)
     SELECT $1, statement.site, $2, extract(year FROM $4::date)::integer, $3::integer,
            statement.run_no, statement.period, statement.partner_id, statement.currency, $4::date,
            $5::timestamptz, statement.statement_id, 0, $8::bigint, $9::integer, $10::bigint,
            $8::bigint + $10::bigint, nullif($13, ''), $14::integer, $11::bigint, $12::bigint
       FROM settlement.statement AS statement
      WHERE statement.run_no = $6::integer
        AND statement.statement_no = $7::integer),
     part AS (
     INSERT INTO settlement.credited_part (credit_id, invoice_id, net)
     SELECT $1, part.invoice_id, part.net
       FROM unnest($18::text[], $19::bigint[]) AS part (invoice_id, net))
INSERT INTO settlement.invoice_item (invoice_id, item_no, product_id, description, net)
SELECT $1, item.item_no, nullif(item.product_id, ''), item.description, item.net
  FROM unnest($15::text[], $16::text[], $17::bigint[])
       WITH ORDINALITY AS item (product_id, description, net, item_no)
