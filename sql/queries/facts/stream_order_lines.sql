-- Streams the open order lines of a site with everything their gates and refunds need.
--
-- Read through COPY, which takes no parameters; they are settings of the transaction:
--   settled.site     text         whose merchants' products
--   settled.horizon  timestamptz  what was ordered and refunded before it has happened
--   settled.start    timestamptz  start of the period: what was paid from it on is billed by no run
-- Open is a line that no sealed run billed, or that has a refund no sealed run billed.
-- `refunds` packs the completed refunds in the order of rule 6.1, each as completed_at, requested_at,
-- paid_refunded, voucher_returned, whether it is billed, and its key with length.
SELECT fact.line_id,
       fact.product_id,
       fact.customer_id,
       fact.line_type,
       fact.trial,
       fact.currency,
       fact.sales_amount,
       fact.voucher_amount,
       fact.cash_amount,
       fact.credit_amount,
       fact.cash_coupon_amount,
       fact.vat_amount,
       fact.customer_withholding_amount,
       fact.ordered_at,
       fact.paid_at,
       fact.activated_at,
       fact.effective_at,
       happened.supervision_completed_at,
       repayment.repaid_at,
       happened.refunds,
       billed.ready_at,
       billed.amount,
       billed.taxes,
       billed.rate,
       billed.increment
  FROM marketplace.order_line AS fact
  LEFT JOIN (
       SELECT line_id, supervision.completed_at AS supervision_completed_at, refunded.refunds,
              refunded.has_open
         FROM marketplace.supervision AS supervision
         FULL JOIN (
              SELECT refund.line_id,
                     string_agg(
                       timestamptz_send(refund.completed_at) || timestamptz_send(refund.requested_at)
                       || int8send(refund.paid_refunded) || int8send(refund.voucher_returned)
                       || boolsend(billed.source_id IS NOT NULL)
                       || int2send(octet_length(refund.refund_id)::smallint)
                       || textsend(refund.refund_id), ''::bytea
                       ORDER BY refund.completed_at, refund.refund_id COLLATE "C") AS refunds,
                     bool_or(billed.source_id IS NULL) AS has_open
                FROM marketplace.refund AS refund
                LEFT JOIN settlement.line AS billed
                  ON billed.source_id = refund.refund_id
                 AND billed.source_kind = 1
                 AND billed.role = 0
               WHERE refund.status = 'completed'
                 AND refund.completed_at < (SELECT current_setting('settled.horizon')::timestamptz)
               GROUP BY refund.line_id) AS refunded USING (line_id)) AS happened
    ON happened.line_id = fact.line_id
  LEFT JOIN marketplace.repayment AS repayment
    ON repayment.customer_id
       = CASE WHEN fact.credit_amount + fact.cash_coupon_amount > 0 THEN fact.customer_id END
   AND repayment.month
       = CASE WHEN fact.credit_amount + fact.cash_coupon_amount > 0
              THEN date_trunc('month', timezone('UTC', fact.paid_at) + interval '8 hours')::date END
  LEFT JOIN settlement.line AS billed
    ON billed.source_id
       = CASE WHEN fact.paid_at < (SELECT current_setting('settled.start')::timestamptz)
              THEN fact.line_id END
   AND billed.source_kind = 0
   AND billed.role = 0
 WHERE fact.ordered_at < (SELECT current_setting('settled.horizon')::timestamptz)
   AND (billed.source_id IS NULL OR happened.has_open)
