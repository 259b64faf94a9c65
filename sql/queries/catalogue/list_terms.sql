-- The terms of a site's products, by product, then from the least to the most decisive (rule 3.2).
--   $1 site text
-- Rates in millionths; null where the terms have none. base_fee_rate is that of the tier policy.
SELECT terms.terms_id,
       terms.product_id,
       terms.valid_from,
       terms.valid_to,
       terms.share_model,
       (terms.fee_rate * 1000000)::bigint,
       (terms.share_rate * 1000000)::bigint,
       (terms.floor_discount * 1000000)::bigint,
       (terms.voucher_partner_share * 1000000)::bigint,
       terms.tier_policy_id,
       (policy.base_fee_rate * 1000000)::bigint,
       terms.floor_unit_price::text,
       (terms.management_fee_rate * 1000000)::bigint
  FROM marketplace.product_terms AS terms
  JOIN marketplace.product AS product ON product.product_id = terms.product_id
  JOIN marketplace.partner AS merchant ON merchant.partner_id = product.merchant_id
  LEFT JOIN (
       SELECT tier.tier_policy_id, min(tier.base_fee_rate) AS base_fee_rate
         FROM marketplace.tier_policy AS tier
        GROUP BY tier.tier_policy_id) AS policy ON policy.tier_policy_id = terms.tier_policy_id
 WHERE merchant.site = $1
 ORDER BY terms.product_id COLLATE "C", terms.valid_from, terms.terms_id COLLATE "C"
