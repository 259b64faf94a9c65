-- X of each product, policy and currency as a sealed run kept it: where lines are gone, neither they nor
-- the facts of today tell it (rule 5.7).
--   $1 run_no integer
INSERT INTO check_waiver (product_id, tier_policy_id, currency, total, facts, increment)
SELECT kept.product_id, kept.tier_policy_id, kept.currency, kept.total, 1,
       kept.increment::numeric / 1000000
  FROM settlement.run_waiver AS kept
 WHERE kept.run_no = $1::integer
