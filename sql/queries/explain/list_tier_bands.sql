-- The bands of the policies of one product's terms; columns as in catalogue/list_tier_bands.
--   $1 product_id text
SELECT tier.tier_policy_id, tier.from_amount, (tier.increment_rate * 1000000)::bigint
  FROM marketplace.tier_policy AS tier
 WHERE tier.tier_policy_id IN (
       SELECT terms.tier_policy_id
         FROM marketplace.product_terms AS terms
        WHERE terms.product_id = $1)
 ORDER BY tier.tier_policy_id COLLATE "C", tier.from_amount
