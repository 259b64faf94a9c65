-- What the customers of each partner consumed for cash, by the month in which it counts: cash when
-- paid, credit when repaid, usage in the natural period of its line (rule 9.1). A refund that counts
-- lowers the month of its purchase (rule 10, 9.2) by the refunded share, which is an amount (rule
-- 2.1), and taken back as legs are, without drift (rule 6.2), of cash and credit each.
-- A credit purchase that was refunded in full counts as repaid at the last refund. Coupons and
-- vouchers count nothing, nor do trials. Products of all sites count.
INSERT INTO check_consumption (partner_id, product_id, currency, month, amount, facts, is_owed,
                               repaid_at, refunded_at)
  WITH earner AS (
       SELECT partner.partner_id
         FROM marketplace.partner AS partner
        CROSS JOIN check_run AS checked
        WHERE checked.needs_consumption
          AND partner.kind IN ('csp', 'distributor', 'reseller')
          AND (checked.one_in = 1
               OR hashtextextended(partner.partner_id, checked.seed) % checked.one_in = 0)),
       returned AS (
       SELECT refund.line_id, max(refund.after) AS part, min(refund.base) AS whole,
              max(refund.completed_at) AS completed_at, count(*) AS facts
         FROM check_refund AS refund
        GROUP BY refund.line_id),
       bought AS (
       SELECT sold.csp_id, sold.product_id, sold.currency, sold.credit_amount <> 0 AS is_credit,
              coalesce(sold.cash_amount - round((sold.cash_amount * returned.part + 0e-40)
                                                / returned.whole), sold.cash_amount) AS cash,
              coalesce(sold.credit_amount - round((sold.credit_amount * returned.part + 0e-40)
                                                  / returned.whole), sold.credit_amount) AS credit,
              CASE WHEN sold.paid_at >= checked.starts THEN checked.period
                   ELSE to_char(sold.paid_at AT TIME ZONE interval '08:00', 'YYYYMM')::integer
              END AS month,
              CASE WHEN repayment.repaid_at < checked.cutoff
                   THEN to_char(repayment.repaid_at AT TIME ZONE interval '08:00', 'YYYYMM')::integer
              END AS month_repaid,
              1 + coalesce(returned.facts, 0) AS facts, returned.completed_at AS refunded_at,
              sold.cash_amount <> 0 AS has_cash,
              least(repayment.repaid_at,
                    CASE WHEN returned.part = returned.whole THEN returned.completed_at END)
              AS settled_at
         FROM marketplace.order_line AS sold
         JOIN earner ON earner.partner_id = sold.csp_id
        CROSS JOIN check_run AS checked
         LEFT JOIN marketplace.repayment AS repayment
           ON repayment.customer_id = sold.customer_id
          AND repayment.month
              = date_trunc('month', sold.paid_at AT TIME ZONE interval '08:00')::date
          AND sold.credit_amount <> 0
         LEFT JOIN returned ON returned.line_id = sold.line_id
        WHERE NOT sold.trial
          AND sold.paid_at < checked.cutoff),
       counted AS (
       SELECT bought.csp_id, bought.product_id, bought.currency, bought.month,
              bought.cash AS amount, bought.facts,
              bought.is_credit AND bought.settled_at IS NULL AS is_owed,
              CASE WHEN bought.is_credit THEN bought.settled_at END AS repaid_at,
              CASE WHEN bought.has_cash THEN bought.refunded_at END AS refunded_at
         FROM bought
        UNION ALL
       SELECT bought.csp_id, bought.product_id, bought.currency, bought.month_repaid,
              bought.credit, bought.facts, false, NULL, bought.refunded_at
         FROM bought
        WHERE bought.is_credit
          AND bought.month_repaid IS NOT NULL
        UNION ALL
       SELECT rated.csp_id, rated.product_id, rated.currency, rated.natural_period, rated.sales,
              rated.records, false, NULL, NULL
         FROM check_rated AS rated
         JOIN earner ON earner.partner_id = rated.csp_id)
SELECT counted.csp_id, counted.product_id, counted.currency, counted.month, sum(counted.amount),
       sum(counted.facts), bool_or(counted.is_owed), max(counted.repaid_at),
       max(counted.refunded_at)
  FROM counted
 GROUP BY counted.csp_id, counted.product_id, counted.currency, counted.month
