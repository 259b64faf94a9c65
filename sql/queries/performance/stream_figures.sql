-- Streams what happened in a month, once for the merchant and once for the provider of each fact:
-- order lines paid, repaid or refunded in it, and usage that may count in it. Rules 9.1, 10 (9.1).
--   settled.period integer, settled.start, settled.end timestamptz, settled.site text ('': all),
--   settled.partner text ('': all)  through performance/set_figures_scope: COPY takes no parameters
-- A customer's rows of one partner and currency follow one another, so that customers are counted
-- without keeping them. refunds packs completed_at, paid_refunded, voucher_returned of the completed
-- ones in the order of rule 6.1. Of usage only month, amount and what follows is set, one row a line
-- of rule 4.3: parts of sealed runs and of the period's own draft.
WITH refunded AS (
     SELECT refund.line_id,
            string_agg(timestamptz_send(refund.completed_at) || int8send(refund.paid_refunded)
                       || int8send(refund.voucher_returned), ''::bytea
                       ORDER BY refund.completed_at, refund.refund_id COLLATE "C") AS refunds,
            bool_or(refund.completed_at >= (SELECT current_setting('settled.start')::timestamptz))
              AS is_of_period
       FROM marketplace.refund AS refund
      WHERE refund.status = 'completed'
        AND refund.completed_at < (SELECT current_setting('settled.end')::timestamptz)
      GROUP BY refund.line_id),
     known AS (
     SELECT run.run_no, run.site, run.period, run.chain_no
       FROM settlement.run AS run
      WHERE run.state = 'sealed'
         OR run.period = (SELECT current_setting('settled.period')::integer)
        AND run.state IN ('draft', 'in_review', 'approved')),
     part AS (
     SELECT part.instance_id, part.month, part.amount, part.last_received, part.run_no,
            known.chain_no > (SELECT min(first.chain_no)
                                FROM known AS first
                               WHERE first.site = known.site
                                 AND first.period >= part.month) AS is_late
       FROM settlement.usage_part AS part
       JOIN known ON known.run_no = part.run_no
      WHERE part.month <= (SELECT current_setting('settled.period')::integer)),
     used AS (
     SELECT part.instance_id, part.month, sum(part.amount) AS amount,
            CASE WHEN part.is_late THEN max(part.last_received) END AS late_received_at
       FROM part
      GROUP BY part.instance_id, part.month, part.is_late,
            CASE WHEN part.is_late THEN part.run_no END),
     happened AS (
     SELECT fact.product_id, fact.csp_id, fact.customer_id, fact.currency, fact.list_amount,
            fact.sales_amount, fact.voucher_amount, fact.cash_amount, fact.credit_amount,
            fact.paid_at, repayment.repaid_at, refunded.refunds, NULL::integer AS month,
            NULL::numeric AS amount, NULL::boolean AS is_postpaid,
            NULL::timestamptz AS late_received_at
       FROM marketplace.order_line AS fact
       LEFT JOIN refunded ON refunded.line_id = fact.line_id
       LEFT JOIN marketplace.repayment AS repayment
         ON repayment.customer_id = CASE WHEN fact.credit_amount <> 0 THEN fact.customer_id END
        AND repayment.month
            = CASE WHEN fact.credit_amount <> 0
                   THEN date_trunc('month',
                                   timezone('UTC', fact.paid_at) + interval '8 hours')::date END
      WHERE NOT fact.trial
        AND (fact.paid_at >= (SELECT current_setting('settled.start')::timestamptz)
         AND fact.paid_at < (SELECT current_setting('settled.end')::timestamptz)
             OR repayment.repaid_at >= (SELECT current_setting('settled.start')::timestamptz)
            AND repayment.repaid_at < (SELECT current_setting('settled.end')::timestamptz)
             OR refunded.is_of_period)
      UNION ALL
     SELECT instance.product_id, coalesce(behind.csp_id, customer.csp_id), instance.customer_id,
            plan.currency, NULL, NULL, NULL, NULL, NULL, NULL, repayment.repaid_at, NULL,
            used.month, used.amount, customer.postpaid, used.late_received_at
       FROM used
       JOIN marketplace.instance AS instance ON instance.instance_id = used.instance_id
       JOIN marketplace.price_plan AS plan ON plan.price_plan_id = instance.price_plan_id
       JOIN marketplace.customer AS customer ON customer.customer_id = instance.customer_id
       LEFT JOIN marketplace.order_line AS behind ON behind.line_id = instance.line_id
       LEFT JOIN marketplace.repayment AS repayment
         ON repayment.customer_id = CASE WHEN customer.postpaid THEN instance.customer_id END
        AND repayment.month = make_date(used.month / 100, used.month % 100, 1)
      WHERE used.month = (SELECT current_setting('settled.period')::integer)
         OR used.late_received_at >= (SELECT current_setting('settled.start')::timestamptz)
         OR repayment.repaid_at >= (SELECT current_setting('settled.start')::timestamptz))
SELECT partner.partner_id, partner.kind, partner.site, happened.currency::text,
       happened.customer_id, happened.list_amount, happened.sales_amount, happened.voucher_amount,
       happened.cash_amount, happened.credit_amount, happened.paid_at, happened.repaid_at,
       happened.refunds, happened.month, happened.amount::text, happened.is_postpaid,
       happened.late_received_at
  FROM happened
  LEFT JOIN marketplace.product AS product ON product.product_id = happened.product_id
 CROSS JOIN LATERAL (VALUES (product.merchant_id, false), (happened.csp_id, true))
    AS side (partner_id, is_provider)
  JOIN marketplace.partner AS partner
    ON partner.partner_id = side.partner_id
   AND (partner.kind = 'merchant' AND NOT side.is_provider
        OR partner.kind IN ('csp', 'distributor', 'reseller') AND side.is_provider)
 WHERE (SELECT current_setting('settled.site')) IN ('', partner.site)
   AND (SELECT current_setting('settled.partner')) IN ('', partner.partner_id)
 ORDER BY partner.partner_id COLLATE "C", happened.currency::text COLLATE "C",
       happened.customer_id COLLATE "C"
