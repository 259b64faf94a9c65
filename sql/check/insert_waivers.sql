-- X of each product, policy and currency, from all facts that the run bills (rule 5.7).
INSERT INTO check_waiver (product_id, tier_policy_id, currency, total, facts, increment)
SELECT summed.product_id, summed.tier_policy_id, summed.currency, summed.total, summed.facts,
       coalesce((SELECT tier.increment_rate
                   FROM marketplace.tier_policy AS tier
                  WHERE tier.tier_policy_id = summed.tier_policy_id
                    AND tier.from_amount <= summed.total
                  ORDER BY tier.from_amount DESC
                  LIMIT 1), 0)
  FROM (SELECT terms.product_id, terms.tier_policy_id, fact.currency,
               sum(fact.sales - fact.voucher) - coalesce(sum(refund.paid), 0) AS total,
               sum(fact.facts + coalesce(refund.facts, 0)) AS facts
          FROM check_fact AS fact
          JOIN check_terms AS terms ON terms.terms_no = fact.terms_no
          LEFT JOIN (SELECT refund.line_id, sum(refund.paid) AS paid, count(*) AS facts
                       FROM check_refund AS refund
                      GROUP BY refund.line_id) AS refund
            ON refund.line_id = fact.source_id
           AND fact.source_kind = 0
         WHERE terms.has_waiver
           AND NOT fact.is_merchant_billed
         GROUP BY terms.product_id, terms.tier_policy_id, fact.currency) AS summed
