-- Keeps what each waiver came to.
--   $1 run_no   $2 product_id[]   $3 tier_policy_id[]   $4 currency[]   $5 total[]   $6 increment[]
INSERT INTO settlement.run_waiver (run_no, product_id, tier_policy_id, currency, total, increment)
SELECT $1::integer, kept.product_id, kept.tier_policy_id, kept.currency, kept.total, kept.increment
  FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
       AS kept (product_id, tier_policy_id, currency, total, increment)
