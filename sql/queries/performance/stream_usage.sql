-- Streams usage that may count in a month, one row a line of rule 4.3: parts of sealed runs and of the
-- period's own draft. Rules 9.1 and 10 (9.1).
--   settled.period integer, settled.start, settled.end timestamptz, settled.partner text  through
--   performance/set_figures_scope: COPY takes no parameters
WITH known AS (
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
            CASE WHEN part.is_late THEN part.run_no END)
SELECT product.merchant_id, coalesce(behind.csp_id, customer.csp_id), instance.customer_id,
       plan.currency, used.month, used.amount::text, customer.postpaid, repayment.repaid_at,
       used.late_received_at
  FROM used
  JOIN marketplace.instance AS instance ON instance.instance_id = used.instance_id
  JOIN marketplace.price_plan AS plan ON plan.price_plan_id = instance.price_plan_id
  JOIN marketplace.customer AS customer ON customer.customer_id = instance.customer_id
  LEFT JOIN marketplace.product AS product ON product.product_id = instance.product_id
  LEFT JOIN marketplace.order_line AS behind ON behind.line_id = instance.line_id
  LEFT JOIN marketplace.repayment AS repayment
    ON repayment.customer_id = CASE WHEN customer.postpaid THEN instance.customer_id END
   AND repayment.month = make_date(used.month / 100, used.month % 100, 1)
 WHERE (used.month = (SELECT current_setting('settled.period')::integer)
        OR used.late_received_at >= (SELECT current_setting('settled.start')::timestamptz)
        OR repayment.repaid_at >= (SELECT current_setting('settled.start')::timestamptz))
   AND (SELECT current_setting('settled.partner'))
       IN ('', product.merchant_id, coalesce(behind.csp_id, customer.csp_id))
