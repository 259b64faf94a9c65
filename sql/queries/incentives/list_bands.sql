-- The bands of the incentive policies of a site, ascending; rates in millionths.
--   $1 site text
-- Returns policy_id, from_amount, rate.
SELECT band.policy_id, band.from_amount, (band.rate * 1000000)::bigint
  FROM marketplace.incentive_band AS band
  JOIN marketplace.incentive_policy AS policy ON policy.policy_id = band.policy_id
 WHERE policy.site = $1
 ORDER BY band.policy_id COLLATE "C", band.from_amount
