-- Streams what happened in a month to order lines: those paid, repaid or refunded in it, no trials.
-- Rules 9.1 and 10 (9.1).
--   settled.start, settled.end timestamptz, settled.partner, settled.marks text  through
--   performance/set_figures_scope: COPY takes no parameters
-- refunds packs completed_at, paid_refunded, voucher_returned of the completed ones in the order of
-- rule 6.1; only a line with a mark is looked up among those that were refunded. PostgreSQL hands the
-- rows of a sorted subquery to an aggregate in their order; who reads them checks it.
WITH refunded AS (
     SELECT refund.line_id, string_agg(refund.packed, ''::bytea) AS refunds,
            bool_or(refund.completed_at >= (SELECT current_setting('settled.start')::timestamptz))
              AS is_of_period
       FROM (SELECT completed.line_id, completed.completed_at,
                    timestamptz_send(completed.completed_at) || int8send(completed.paid_refunded)
                    || int8send(completed.voucher_returned) AS packed
               FROM marketplace.refund AS completed
              WHERE completed.status = 'completed'
                AND completed.completed_at < (SELECT current_setting('settled.end')::timestamptz)
              ORDER BY completed.line_id, completed.completed_at,
                    completed.refund_id COLLATE "C") AS refund
      GROUP BY refund.line_id)
SELECT product.merchant_id, fact.csp_id, fact.customer_id, fact.currency, fact.list_amount,
       fact.sales_amount, nullif(fact.voucher_amount, 0), fact.cash_amount,
       nullif(fact.credit_amount, 0), fact.paid_at, repayment.repaid_at, refunded.refunds
  FROM marketplace.order_line AS fact
  LEFT JOIN marketplace.product AS product ON product.product_id = fact.product_id
  LEFT JOIN refunded
    ON refunded.line_id
       = CASE WHEN get_bit((SELECT decode(current_setting('settled.marks'), 'hex')),
                           hashtext(fact.line_id)
                           & (SELECT 4 * length(current_setting('settled.marks')) - 1)) = 1
              THEN fact.line_id END
  LEFT JOIN marketplace.repayment AS repayment
    ON repayment.customer_id = CASE WHEN fact.credit_amount <> 0 THEN fact.customer_id END
   AND repayment.month
       = CASE WHEN fact.credit_amount <> 0
              THEN date_trunc('month', timezone('UTC', fact.paid_at) + interval '8 hours')::date END
 WHERE NOT fact.trial
   AND (fact.paid_at >= (SELECT current_setting('settled.start')::timestamptz)
    AND fact.paid_at < (SELECT current_setting('settled.end')::timestamptz)
        OR repayment.repaid_at >= (SELECT current_setting('settled.start')::timestamptz)
       AND repayment.repaid_at < (SELECT current_setting('settled.end')::timestamptz)
        OR refunded.is_of_period)
   AND (SELECT current_setting('settled.partner')) IN ('', product.merchant_id, fact.csp_id)
