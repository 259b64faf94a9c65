-- Joins the repayment of the month to the lines of facts/stream_order_lines. Written for the many lines
-- that need none: only credit looks for one.
  LEFT JOIN marketplace.repayment AS repayment
    ON repayment.customer_id
       = CASE WHEN fact.credit_amount + fact.cash_coupon_amount > 0 THEN fact.customer_id END
   AND repayment.month
       = CASE WHEN fact.credit_amount + fact.cash_coupon_amount > 0
              THEN date_trunc('month', timezone('UTC', fact.paid_at) + interval '8 hours')::date END
