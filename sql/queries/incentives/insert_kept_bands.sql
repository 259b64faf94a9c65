-- Keeps the bands of the policies by which a run computed incentives. Rates in millionths.
--   $1 run_no   $2 policy_id[]   $3 from_amount[]   $4 rate[]
INSERT INTO settlement.run_incentive_band (run_no, policy_id, from_amount, rate)
SELECT $1::integer, kept.policy_id, kept.from_amount, kept.rate
  FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS kept (policy_id, from_amount, rate)
