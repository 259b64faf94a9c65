-- The incentive policies that a run kept, by key, as list_policies has those of today.
--   $1 run_no integer
SELECT kept.policy_id, kept.valid_from, kept.valid_to, kept.cycle, kept.mode, kept.threshold,
       kept.currency::text, kept.partner_id, kept.product_id, kept.name
  FROM settlement.run_incentive_policy AS kept
 WHERE kept.run_no = $1::integer
 ORDER BY kept.policy_id
