-- Keeps the bands of the waivers a run knew. Rates in millionths.
--   $1 run_no   $2 tier_policy_id[]   $3 base_fee_rate[]   $4 from_amount[]   $5 increment_rate[]
INSERT INTO settlement.run_tier_band (
       run_no, tier_policy_id, base_fee_rate, from_amount, increment_rate)
SELECT DISTINCT $1::integer, kept.tier_policy_id, kept.base_fee_rate, kept.from_amount,
       kept.increment_rate
  FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[])
       AS kept (tier_policy_id, base_fee_rate, from_amount, increment_rate)
