-- The bands of the incentive policies that a run kept, ascending; rates in millionths.
--   $1 run_no integer
-- Returns policy_id, from_amount, rate.
SELECT band.policy_id, band.from_amount, band.rate::bigint
  FROM settlement.run_incentive_band AS band
 WHERE band.run_no = $1::integer
 ORDER BY band.policy_id, band.from_amount
