-- The waivers of a run and what they earned, rule 5.7.
--   $1 run_no integer
SELECT waiver.product_id, waiver.tier_policy_id, waiver.currency::text, waiver.total, waiver.increment
  FROM settlement.run_waiver AS waiver
 WHERE waiver.run_no = $1::integer
 ORDER BY waiver.product_id, waiver.tier_policy_id, waiver.currency
