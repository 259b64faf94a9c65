-- Keeps the incentives of a run as it computed them, before statements take or refuse them.
--   $1 run_no   $2 source_id[]   $3 partner_id[]   $4 policy_id[]   $5 product_id[] ('': none)
--   $6 currency[]   $7 basis[]   $8 earned[]   $9 billed[]   $10 ready_at[] ISO 8601   $11 reasons[]
--   $12 refunded[]
INSERT INTO settlement.run_incentive
       (run_no, source_id, partner_id, policy_id, product_id, currency, basis, earned, billed,
        amount, ready_at, reasons, refunded)
SELECT $1::integer, kept.source_id, kept.partner_id, kept.policy_id, nullif(kept.product_id, ''),
       kept.currency, kept.basis, kept.earned, kept.billed, kept.earned - kept.billed,
       kept.ready_at::timestamptz, kept.reasons, kept.refunded
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
              $8::bigint[], $9::bigint[], $10::text[], $11::bigint[], $12::bigint[])
       AS kept (source_id, partner_id, policy_id, product_id, currency, basis, earned, billed,
                ready_at, reasons, refunded)
