-- Streams the order lines that a sealed run billed or whose refunds it billed, as that run knew them:
-- the columns of facts/stream_order_lines. What was billed before is decided by the chain of runs, so
-- that later seals and later facts change nothing. Read through COPY, which takes no parameters; they
-- are settings of the transaction (facts/set_sealed_scope):
--   settled.run_no           integer    the sealed run
--   settled.earlier_runs     integer[]  the sealed runs before it whose lines count as billed
--   settled.rewritten_runs   integer[]  the runs before it that a calculation has priced again
--   settled.calculation_no   integer    that calculation; 0 where there is none
--   settled.horizon, settled.start      as in facts/stream_order_lines
-- promotion names the offer alone, of a line that the earlier runs did not bill to the merchant: what-if
-- gives it another price. Offers and vouchers are checked before the seal, and change no amount.
-- A refund is known when the run or one before it billed it, or when the run set it aside because more
-- was refunded than paid.
WITH known AS (
     SELECT billed.refund_id, bit_or(billed.billed_to) AS billed_to
       FROM (SELECT line.source_id AS refund_id,
                    CASE WHEN line.run_no = (SELECT current_setting('settled.run_no')::integer) THEN 0
                         ELSE CASE line.role WHEN 0 THEN 1 WHEN 3 THEN 4 ELSE 2 END
                    END AS billed_to
               FROM settlement.line AS line
              WHERE line.source_kind = 1
                AND line.run_no = ANY (
                    (SELECT current_setting('settled.earlier_runs')::integer[]
                            || current_setting('settled.rewritten_runs')::integer[]
                            || current_setting('settled.run_no')::integer)::integer[])
              UNION ALL
             SELECT exception.source_id, 0
               FROM settlement.run_exception AS exception
              WHERE exception.run_no = (SELECT current_setting('settled.run_no')::integer)
                AND exception.source_kind = 1
                AND exception.code = 'REFUND_EXCEEDS_PAID') AS billed
      GROUP BY billed.refund_id),
     refunded AS (
     SELECT refund.line_id,
            string_agg(
              timestamptz_send(refund.completed_at) || timestamptz_send(refund.requested_at)
              || int8send(refund.paid_refunded) || int8send(refund.voucher_returned)
              || int2send(known.billed_to::smallint)
              || int2send(octet_length(refund.refund_id)::smallint) || textsend(refund.refund_id),
              ''::bytea ORDER BY refund.completed_at, refund.refund_id COLLATE "C") AS refunds
       FROM known
       JOIN marketplace.refund AS refund ON refund.refund_id = known.refund_id
      WHERE refund.status = 'completed'
        AND refund.completed_at < (SELECT current_setting('settled.horizon')::timestamptz)
      GROUP BY refund.line_id)
SELECT fact.line_id, fact.product_id, fact.customer_id, fact.line_type, fact.trial, fact.currency,
       fact.list_amount, fact.sales_amount, nullif(fact.voucher_amount, 0), fact.cash_amount,
       nullif(fact.credit_amount, 0), nullif(fact.cash_coupon_amount, 0),
       nullif(fact.vat_amount, 0), nullif(fact.customer_withholding_amount, 0), fact.quantity, fact.duration, fact.ordered_at, fact.paid_at,
       fact.activated_at, fact.effective_at, fact.csp_id, fact.operator_id,
       supervision.completed_at, repayment.repaid_at, refunded.refunds,
       CASE WHEN fact.paid_at < (SELECT current_setting('settled.start')::timestamptz)
            THEN (SELECT string_agg(
                           int2send(billed.role) || timestamptz_send(billed.ready_at)
                           || int8send(billed.amount) || boolsend(billed.tax_amount IS NOT NULL)
                           || int8send(coalesce(billed.tax_amount, 0)) || int8send(billed.taxes)
                           || int4send(billed.rate) || int4send(billed.increment), ''::bytea
                           ORDER BY billed.role)
                    FROM (SELECT sealed.role, sealed.ready_at, sealed.amount, sealed.tax_amount,
                                 sealed.taxes, sealed.rate, sealed.increment
                            FROM settlement.line AS sealed
                           WHERE sealed.source_id = fact.line_id
                             AND sealed.source_kind = 0
                             AND sealed.run_no = ANY (
                                 (SELECT current_setting('settled.earlier_runs')::integer[])::integer[])
                           UNION ALL
                          SELECT priced.role, priced.ready_at, priced.amount, priced.tax_amount,
                                 priced.taxes, priced.rate, priced.increment
                            FROM scratch.line AS priced
                            JOIN scratch.statement AS made
                              ON made.calculation_no = priced.calculation_no
                             AND made.run_no = priced.run_no
                             AND made.statement_no = priced.statement_no
                           WHERE priced.calculation_no
                                 = (SELECT current_setting('settled.calculation_no')::integer)
                             AND priced.source_id = fact.line_id
                             AND priced.source_kind = 0) AS billed)
       END AS billed,
       CASE WHEN fact.offer_id IS NOT NULL
             AND (fact.paid_at >= (SELECT current_setting('settled.start')::timestamptz)
                  OR NOT EXISTS (
                     SELECT 1
                       FROM settlement.line AS sealed
                      WHERE sealed.source_id = fact.line_id
                        AND sealed.source_kind = 0
                        AND sealed.role = 0
                        AND sealed.run_no = ANY (
                            (SELECT current_setting('settled.earlier_runs')::integer[])::integer[])))
            THEN int2send(octet_length(fact.offer_id)::smallint) || textsend(fact.offer_id)
                 || int2send((-1)::smallint) || int2send(0::smallint)
       END AS promotion
  FROM marketplace.order_line AS fact
  LEFT JOIN marketplace.supervision AS supervision ON supervision.line_id = fact.line_id
  LEFT JOIN refunded ON refunded.line_id = fact.line_id
  LEFT JOIN marketplace.repayment AS repayment
    ON repayment.customer_id
       = CASE WHEN fact.credit_amount + fact.cash_coupon_amount > 0 THEN fact.customer_id END
   AND repayment.month
       = CASE WHEN fact.credit_amount + fact.cash_coupon_amount > 0
              THEN date_trunc('month', timezone('UTC', fact.paid_at) + interval '8 hours')::date END
 WHERE fact.line_id IN (
       SELECT coalesce(named.order_line_id, named.source_id)
         FROM settlement.line AS named
        WHERE named.run_no = (SELECT current_setting('settled.run_no')::integer)
          AND named.source_kind IN (0, 1))
