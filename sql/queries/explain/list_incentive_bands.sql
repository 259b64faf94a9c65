-- The bands of an incentive policy, ascending. Rates in millionths.
--   $1 policy_id text
SELECT band.from_amount, (band.rate * 1000000)::bigint
  FROM marketplace.incentive_band AS band
 WHERE band.policy_id = $1
 ORDER BY band.from_amount
