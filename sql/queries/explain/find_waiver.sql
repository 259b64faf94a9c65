-- What the waiver of a product came to in a run, rule 5.7. The increment in millionths.
--   $1 run_no integer   $2 product_id text   $3 tier_policy_id text   $4 currency text
SELECT waiver.total, waiver.increment::bigint
  FROM settlement.run_waiver AS waiver
 WHERE waiver.run_no = $1::integer
   AND waiver.product_id = $2
   AND waiver.tier_policy_id = $3
   AND waiver.currency = $4
