-- Streams the open order lines of all sites with everything their gates and refunds need.
--
-- Open is a line that no sealed run billed, or that has a refund no sealed run billed.
-- Read through COPY, which takes no parameters; they are settings of the transaction:
--   settled.horizon  timestamptz  what was ordered and refunded before it has happened
--   settled.start    timestamptz  start of the period: what was paid from it on is billed by no run
-- Joins are written for the many lines that need none: only credit looks for a repayment, and only
-- what was paid before the period is looked for among the billed.
SELECT fact.line_id, fact.product_id, fact.customer_id, fact.line_type, fact.trial, fact.currency,
       fact.sales_amount, fact.voucher_amount, fact.cash_amount, fact.credit_amount,
       fact.cash_coupon_amount, fact.vat_amount, fact.customer_withholding_amount, fact.ordered_at,
       fact.paid_at, fact.activated_at, fact.effective_at,
       company.supervision_completed_at, repayment.repaid_at, company.refunds,
       company.billed_ready_at, company.billed_amount, company.billed_taxes, company.billed_rate,
       company.billed_increment
  FROM marketplace.order_line AS fact
  LEFT JOIN settlement.company AS company ON company.line_id = fact.line_id
  LEFT JOIN marketplace.repayment AS repayment
    ON repayment.customer_id
       = CASE WHEN fact.credit_amount + fact.cash_coupon_amount > 0 THEN fact.customer_id END
   AND repayment.month
       = CASE WHEN fact.credit_amount + fact.cash_coupon_amount > 0
              THEN date_trunc('month', timezone('UTC', fact.paid_at) + interval '8 hours')::date END
 WHERE fact.ordered_at < (SELECT current_setting('settled.horizon')::timestamptz)
   AND (fact.paid_at >= (SELECT current_setting('settled.start')::timestamptz)
        OR company.has_open_refund
        OR NOT EXISTS (
           SELECT 1
             FROM settlement.line AS billed
            WHERE billed.source_id = fact.line_id
              AND billed.source_kind = 0
              AND billed.role = 0))
