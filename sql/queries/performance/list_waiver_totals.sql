-- What the runs of a period totalled for the waivers of a merchant's products, with the bands that the
-- run priced with, ascending; where it kept none, as engine 0.1.0, those of today. Rule 5.7.
--   $1 partner_id text   $2 period integer
-- Returns tier_policy_id, product_id, currency, total, increment, from_amounts, increments: rates in
-- millionths, and run_id. Of each site the sealed run counts, else the live one.
SELECT waiver.tier_policy_id, waiver.product_id, waiver.currency::text, waiver.total,
       waiver.increment, band.from_amounts, band.increments, chosen.run_id
  FROM (SELECT DISTINCT ON (run.site) run.run_no, run.run_id
          FROM settlement.run AS run
         WHERE run.period = $2::integer
           AND run.state IN ('draft', 'in_review', 'approved', 'sealed')
         ORDER BY run.site, (run.state = 'sealed') DESC, run.run_no DESC) AS chosen
  JOIN settlement.run_waiver AS waiver ON waiver.run_no = chosen.run_no
 CROSS JOIN LATERAL (
       SELECT coalesce(
                (SELECT max(kept.merchant_id)
                   FROM settlement.run_terms AS kept
                  WHERE kept.run_no = waiver.run_no
                    AND kept.product_id = waiver.product_id),
                (SELECT product.merchant_id
                   FROM marketplace.product AS product
                  WHERE product.product_id = waiver.product_id)) AS id) AS merchant
 CROSS JOIN LATERAL (
       SELECT coalesce(array_agg(kept.from_amount ORDER BY kept.from_amount),
                       array(SELECT tier.from_amount
                               FROM marketplace.tier_policy AS tier
                              WHERE tier.tier_policy_id = waiver.tier_policy_id
                              ORDER BY tier.from_amount)) AS from_amounts,
              coalesce(array_agg(kept.increment_rate::bigint ORDER BY kept.from_amount),
                       array(SELECT (tier.increment_rate * 1000000)::bigint
                               FROM marketplace.tier_policy AS tier
                              WHERE tier.tier_policy_id = waiver.tier_policy_id
                              ORDER BY tier.from_amount)) AS increments
         FROM settlement.run_tier_band AS kept
        WHERE kept.run_no = waiver.run_no
          AND kept.tier_policy_id = waiver.tier_policy_id) AS band
 WHERE merchant.id = $1
 ORDER BY waiver.tier_policy_id, waiver.product_id, waiver.currency
