-- Keeps how many facts wait for which reasons.
--   $1 run_no   $2 partner_id[]   $3 tab[]   $4 currency[]   $5 reasons[]   $6 facts[]   $7 amount[]
INSERT INTO settlement.run_pending (run_no, partner_id, tab, currency, reasons, facts, amount)
SELECT $1::integer, kept.partner_id, kept.tab, kept.currency, kept.reasons, kept.facts, kept.amount
  FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[])
       AS kept (partner_id, tab, currency, reasons, facts, amount)
