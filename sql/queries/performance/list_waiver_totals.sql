-- What the runs of a period totalled for the waivers of a merchant's products, with their bands as
-- they are now, ascending. Rule 5.7.
--   $1 partner_id text   $2 period integer
-- Returns tier_policy_id, product_id, currency, total, increment, from_amounts, increments: rates in
-- millionths. Of each site the sealed run counts, else the live one.
SELECT waiver.tier_policy_id, waiver.product_id, waiver.currency::text, waiver.total,
       waiver.increment,
       array(SELECT tier.from_amount
               FROM marketplace.tier_policy AS tier
              WHERE tier.tier_policy_id = waiver.tier_policy_id
              ORDER BY tier.from_amount) AS from_amounts,
       array(SELECT (tier.increment_rate * 1000000)::bigint
               FROM marketplace.tier_policy AS tier
              WHERE tier.tier_policy_id = waiver.tier_policy_id
              ORDER BY tier.from_amount) AS increments
  FROM settlement.run_waiver AS waiver
  JOIN marketplace.product AS product ON product.product_id = waiver.product_id
 WHERE product.merchant_id = $1
   AND waiver.run_no IN (
       SELECT DISTINCT ON (run.site) run.run_no
         FROM settlement.run AS run
        WHERE run.period = $2::integer
          AND run.state IN ('draft', 'in_review', 'approved', 'sealed')
        ORDER BY run.site, (run.state = 'sealed') DESC, run.run_no DESC)
 ORDER BY waiver.tier_policy_id, waiver.product_id, waiver.currency
