-- Names that neither the marketplace nor a sealed run knows.
--   $1 kind text[]: product, merchant, category, provider, tier_policy or offer   $2 name text[]
-- Returns the place of each in the arrays, from 1.
SELECT asked.place::integer
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS asked (kind, name, place)
 WHERE NOT CASE asked.kind
           WHEN 'product' THEN
                EXISTS (SELECT 1 FROM marketplace.product AS product
                         WHERE product.product_id = asked.name)
                OR EXISTS (SELECT 1 FROM settlement.run_terms AS kept
                            WHERE kept.product_id = asked.name)
           WHEN 'merchant' THEN
                EXISTS (SELECT 1 FROM marketplace.partner AS partner
                         WHERE partner.partner_id = asked.name AND partner.kind = 'merchant')
                OR EXISTS (SELECT 1 FROM settlement.run_terms AS kept
                            WHERE kept.merchant_id = asked.name)
           WHEN 'category' THEN
                EXISTS (SELECT 1 FROM marketplace.product AS product
                         WHERE product.category = asked.name)
           WHEN 'provider' THEN
                EXISTS (SELECT 1 FROM marketplace.partner AS partner
                         WHERE partner.partner_id = asked.name
                           AND partner.kind IN ('csp', 'distributor', 'reseller'))
                OR EXISTS (SELECT 1 FROM settlement.run_payee_terms AS kept
                            WHERE kept.csp_id = asked.name)
           WHEN 'offer' THEN
                EXISTS (SELECT 1 FROM marketplace.offer AS offer
                         WHERE offer.offer_id = asked.name)
           ELSE EXISTS (SELECT 1 FROM marketplace.tier_policy AS policy
                         WHERE policy.tier_policy_id = asked.name)
                OR EXISTS (SELECT 1 FROM settlement.run_tier_band AS kept
                            WHERE kept.tier_policy_id = asked.name)
           END
 ORDER BY asked.place
