-- X of each product, policy and currency, from the lines that the run holds: a sample of the facts
-- does not tell it (rule 5.7). A refund counts where its original is on the run, too.
--   $1 run_no integer
INSERT INTO check_waiver (product_id, tier_policy_id, currency, total, facts, increment)
  WITH stored AS (
       SELECT line.source_kind, line.source_id, line.order_line_id, line.statement_no, line.terms_no,
              line.sales_amount::numeric - line.voucher_amount AS paid
         FROM settlement.draft_line AS line
        WHERE line.run_no = $1::integer
          AND line.role = 0
          AND line.source_kind < 3
        UNION ALL
       SELECT line.source_kind, line.source_id, line.order_line_id, line.statement_no, line.terms_no,
              line.sales_amount::numeric - line.voucher_amount
         FROM settlement.line AS line
        WHERE line.run_no = $1::integer
          AND line.role = 0
          AND line.source_kind < 3),
       waived AS (
       SELECT kept.terms_no, terms.product_id, terms.tier_policy_id
         FROM settlement.run_terms AS kept
         JOIN (SELECT span.terms_id, span.product_id, span.tier_policy_id
                 FROM check_terms AS span
                WHERE span.has_waiver
                GROUP BY span.terms_id, span.product_id, span.tier_policy_id) AS terms
           ON terms.terms_id = kept.terms_id
        WHERE kept.run_no = $1::integer)
SELECT summed.product_id, summed.tier_policy_id, summed.currency, summed.total, summed.facts,
       coalesce((SELECT tier.increment_rate
                   FROM marketplace.tier_policy AS tier
                  WHERE tier.tier_policy_id = summed.tier_policy_id
                    AND tier.from_amount <= summed.total
                  ORDER BY tier.from_amount DESC
                  LIMIT 1), 0)
  FROM (SELECT waived.product_id, waived.tier_policy_id, statement.currency,
               sum(stored.paid) AS total, count(*) AS facts
          FROM stored
          JOIN waived ON waived.terms_no = stored.terms_no
          JOIN settlement.statement AS statement
            ON statement.run_no = $1::integer
           AND statement.statement_no = stored.statement_no
          LEFT JOIN stored AS original
            ON original.source_id = stored.order_line_id
           AND original.source_kind = 0
         WHERE stored.source_kind <> 1
            OR original.source_id IS NOT NULL
         GROUP BY waived.product_id, waived.tier_policy_id, statement.currency) AS summed
