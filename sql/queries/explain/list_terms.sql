-- The terms of one product as today's catalogue has them; columns as in catalogue/list_terms.
--   $1 product_id text
SELECT terms.terms_id, terms.product_id, terms.valid_from, terms.valid_to, terms.share_model,
       (terms.fee_rate * 1000000)::bigint, (terms.share_rate * 1000000)::bigint,
       (terms.floor_discount * 1000000)::bigint, (terms.voucher_partner_share * 1000000)::bigint,
       terms.tier_policy_id, (
       SELECT (min(tier.base_fee_rate) * 1000000)::bigint
         FROM marketplace.tier_policy AS tier
        WHERE tier.tier_policy_id = terms.tier_policy_id),
       terms.floor_unit_price::text, (terms.management_fee_rate * 1000000)::bigint
  FROM marketplace.product_terms AS terms
 WHERE terms.product_id = $1
 ORDER BY terms.valid_from, terms.terms_id COLLATE "C"
