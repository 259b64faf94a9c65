-- The bands of the waivers a sealed run knew, by policy from the lowest. Rates in millionths.
--   $1 run_no integer
SELECT band.tier_policy_id, band.base_fee_rate, band.from_amount, band.increment_rate
  FROM settlement.run_tier_band AS band
 WHERE band.run_no = $1::integer
 ORDER BY band.tier_policy_id, band.from_amount
