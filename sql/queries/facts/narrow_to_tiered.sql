-- Appended to a stream of order lines: only products that ever had terms with a tier policy.
   AND fact.product_id IN (
       SELECT terms.product_id
         FROM marketplace.product_terms AS terms
        WHERE terms.tier_policy_id IS NOT NULL)
