-- How far each product is on its fee waiver, rule 5.7: X, the band it falls in, and what the next one
-- asks for. Of each site the sealed run of the month counts, else the live one.
--   $1 period  integer  the month
--   $2 site    text     null: all
--   $3 partner text     the merchant; null: all
-- Bands are those that the run priced with; runs of engine 0.1.0 did not keep them, and there the
-- bands of today are shown.
-- Returns a row for each product, policy and currency.
WITH chosen AS (
     SELECT DISTINCT ON (run.site) run.run_no, run.site, run.state
       FROM settlement.run AS run
      WHERE run.period = $1::integer
        AND run.site = coalesce($2::text, run.site)
        AND run.state IN ('draft', 'in_review', 'approved', 'sealed')
      ORDER BY run.site, (run.state = 'sealed') DESC, run.run_no DESC),
     band AS (
     SELECT kept.run_no, kept.tier_policy_id, kept.from_amount, kept.increment_rate::numeric / 1000000
            AS increment
       FROM settlement.run_tier_band AS kept
       JOIN chosen ON chosen.run_no = kept.run_no
      UNION ALL
     SELECT chosen.run_no, policy.tier_policy_id, policy.from_amount, policy.increment_rate
       FROM chosen
      CROSS JOIN marketplace.tier_policy AS policy
      WHERE NOT EXISTS (SELECT FROM settlement.run_tier_band AS kept
                         WHERE kept.run_no = chosen.run_no
                           AND kept.tier_policy_id = policy.tier_policy_id))
SELECT chosen.site, chosen.state, product.merchant_id AS partner_id, waiver.product_id,
       product.name AS product, waiver.tier_policy_id, waiver.currency::text AS currency,
       waiver.total, reached.from_amount AS band_from,
       waiver.increment::numeric / 1000000 AS increment, following.from_amount AS next_from,
       following.from_amount - waiver.total AS distance, following.increment AS next_increment
  FROM chosen
  JOIN settlement.run_waiver AS waiver ON waiver.run_no = chosen.run_no
  JOIN marketplace.product AS product ON product.product_id = waiver.product_id
  LEFT JOIN LATERAL (
       SELECT band.from_amount
         FROM band
        WHERE band.run_no = waiver.run_no
          AND band.tier_policy_id = waiver.tier_policy_id
          AND band.from_amount <= waiver.total
        ORDER BY band.from_amount DESC
        LIMIT 1) AS reached ON true
  LEFT JOIN LATERAL (
       SELECT band.from_amount, band.increment
         FROM band
        WHERE band.run_no = waiver.run_no
          AND band.tier_policy_id = waiver.tier_policy_id
          AND band.from_amount > waiver.total
        ORDER BY band.from_amount
        LIMIT 1) AS following ON true
 WHERE product.merchant_id = coalesce($3::text, product.merchant_id)
 ORDER BY chosen.site, product.merchant_id, waiver.product_id, waiver.tier_policy_id, waiver.currency
