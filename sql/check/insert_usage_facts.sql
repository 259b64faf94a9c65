-- Rates what remained of usage, and makes it the facts of instances and months (rules 4.3 to 4.7).
-- What the runs up to the first one of the month or later have seen is one fact; what a later run
-- was the first to see is a late one of its own. They are numbered as they were formed.
-- Ready at the end of the month, which still belongs to it; any other instant to its own month.
INSERT INTO check_fact (
       source_kind, source_id, order_line_id, customer_id, terms_no, currency, facts,
       natural_period, ready_at, list, sales, voucher, earning, order_taxes, quantity,
       payee_terms_no, csp_id, csp_role, csp_service_tax, operator_id, operator_tax,
       is_merchant_billed, is_csp_billed, is_operator_billed)
  WITH billed AS NOT MATERIALIZED (
       SELECT line.source_id, line.role
         FROM settlement.line AS line
         JOIN check_sight AS sight ON sight.run_no = line.run_no
         JOIN check_run AS checked ON checked.chain_no > sight.chain_no
        WHERE line.source_kind = 2),
       plan AS (
       SELECT band.price_plan_id, band.model, band.accumulate, band.currency
         FROM check_band AS band
        GROUP BY band.price_plan_id, band.model, band.accumulate, band.currency),
       -- Only steps look at what went before, within their cycle.
       walked AS (
       SELECT usage.usage_id,
              sum(usage.rest) OVER (
                PARTITION BY usage.instance_id,
                             CASE WHEN plan.accumulate = 'month' THEN usage.month::text
                                  ELSE to_char(usage.begin_time AT TIME ZONE interval '08:00',
                                               'YYYYMMDD') END
                    ORDER BY usage.chain_no, usage.begin_time, usage.usage_id
                     ROWS UNBOUNDED PRECEDING) AS reached
         FROM check_usage AS usage
         JOIN marketplace.instance AS instance ON instance.instance_id = usage.instance_id
         JOIN plan ON plan.price_plan_id = instance.price_plan_id
        WHERE plan.model = 'step'
          AND plan.accumulate <> 'record'
          AND usage.rest > 0),
       measured AS (
       SELECT usage.usage_id, usage.instance_id, usage.chain_no, usage.month, usage.begin_time,
              usage.received_at, usage.rest, instance.price_plan_id,
              coalesce(walked.reached, usage.rest) AS reached
         FROM check_usage AS usage
         JOIN marketplace.instance AS instance ON instance.instance_id = usage.instance_id
         LEFT JOIN walked ON walked.usage_id = usage.usage_id
        WHERE usage.rest > 0),
       part AS (
       SELECT measured.instance_id, measured.month, measured.chain_no,
              -- Once a record: in the band that it begins in.
              count(*) FILTER (WHERE band.model <> 'step'
                                  OR band.above <= measured.reached - measured.rest) AS records,
              sum(CASE WHEN band.model = 'step'
                       THEN least(measured.reached, band.up_to)
                            - greatest(measured.reached - measured.rest, band.above)
                       ELSE measured.rest END) AS quantity,
              sum(CASE WHEN band.model = 'step'
                       THEN least(measured.reached, band.up_to)
                            - greatest(measured.reached - measured.rest, band.above)
                       ELSE measured.rest END * band.unit_price) AS amount,
              min(measured.begin_time) AS first_begin, max(measured.received_at) AS last_received
         FROM measured
         JOIN check_band AS band
           ON band.price_plan_id = measured.price_plan_id
          AND CASE WHEN band.model = 'step'
                   THEN measured.reached - measured.rest < band.up_to
                        AND band.above < measured.reached
                   ELSE band.above < measured.rest AND measured.rest <= band.up_to END
        GROUP BY measured.instance_id, measured.month, measured.chain_no),
       formed AS (
       SELECT part.instance_id, part.month, late.chain_no AS late_no, sum(part.records) AS records,
              sum(part.quantity) AS quantity, sum(part.amount) AS amount,
              min(part.first_begin) AS first_begin, max(part.last_received) AS last_received,
              row_number() OVER (PARTITION BY part.instance_id, part.month
                                     ORDER BY late.chain_no) AS place
         FROM part
        CROSS JOIN LATERAL (
              SELECT CASE WHEN part.chain_no > (SELECT min(sight.chain_no)
                                                  FROM check_sight AS sight
                                                 WHERE sight.period >= part.month)
                          THEN part.chain_no ELSE 0 END AS chain_no) AS late
        GROUP BY part.instance_id, part.month, late.chain_no),
       -- With the instants beside the end of the month at which it becomes ready.
       gated AS (
       SELECT formed.*,
              formed.instance_id || '/' || formed.month
              || CASE WHEN formed.place > 1 THEN '/' || formed.place ELSE '' END AS source_id,
              (make_timestamp(formed.month / 100, formed.month % 100, 1, 0, 0, 0)
               + interval '1 month') AT TIME ZONE interval '08:00' AS month_end,
              greatest(repayment.repaid_at,
                       CASE WHEN formed.late_no > 0 THEN formed.last_received END) AS later,
              coalesce(customer.postpaid, false) AND repayment.repaid_at IS NULL AS is_owed,
              instance.line_id, instance.customer_id, instance.product_id, instance.price_plan_id,
              coalesce(sold.csp_id, customer.csp_id) AS csp_id, sold.operator_id
         FROM formed
         JOIN marketplace.instance AS instance ON instance.instance_id = formed.instance_id
         LEFT JOIN marketplace.customer AS customer ON customer.customer_id = instance.customer_id
         LEFT JOIN marketplace.order_line AS sold ON sold.line_id = instance.line_id
         LEFT JOIN marketplace.repayment AS repayment
           ON repayment.customer_id = instance.customer_id
          AND repayment.month = make_date(formed.month / 100, formed.month % 100, 1)
          AND customer.postpaid),
       ready AS (
       SELECT gated.*, greatest(gated.month_end, gated.later) AS ready_at,
              greatest(gated.month,
                       to_char(gated.later AT TIME ZONE interval '08:00', 'YYYYMM')::integer)
              AS natural_period
         FROM gated
        WHERE NOT gated.is_owed)
SELECT 2, ready.source_id, ready.line_id, ready.customer_id, terms.terms_no, plan.currency,
       ready.records, ready.natural_period, ready.ready_at, rated.sales, rated.sales, 0,
       rated.sales, 0, ready.quantity, coalesce(own.payee_terms_no, general.payee_terms_no),
       csp.partner_id, CASE csp.kind WHEN 'reseller' THEN 2 ELSE 1 END,
       coalesce(own.service_tax, general.service_tax, csp.invoice_tax_rate, terms.tax),
       operator.partner_id, coalesce(operator.invoice_tax_rate, terms.tax),
       merchant_line.source_id IS NOT NULL, csp_line.source_id IS NOT NULL,
       operator_line.source_id IS NOT NULL
  FROM ready
 CROSS JOIN check_run AS checked
  JOIN plan ON plan.price_plan_id = ready.price_plan_id
  JOIN check_currency AS currency ON currency.currency = plan.currency
 CROSS JOIN LATERAL (
       SELECT round(ready.amount * currency.minor_units) AS sales) AS rated
  JOIN check_terms AS terms
    ON terms.product_id = ready.product_id
   AND terms.valid_from <= ready.first_begin
   AND ready.first_begin < terms.valid_to
  LEFT JOIN marketplace.partner AS csp
    ON csp.partner_id = ready.csp_id
   AND csp.kind IN ('csp', 'distributor', 'reseller')
  LEFT JOIN check_payee_terms AS own
    ON own.csp_id = csp.partner_id
   AND own.product_id = ready.product_id
   AND own.valid_from <= ready.first_begin
   AND ready.first_begin < own.valid_to
  LEFT JOIN check_payee_terms AS general
    ON general.csp_id = csp.partner_id
   AND general.product_id IS NULL
   AND general.valid_from <= ready.first_begin
   AND ready.first_begin < general.valid_to
  LEFT JOIN marketplace.partner AS operator
    ON operator.partner_id = ready.operator_id
   AND operator.kind = 'operator'
   AND terms.share_model IN ('deal_share', 'floor_share')
   AND terms.management_fee IS NOT NULL
  LEFT JOIN billed AS merchant_line
    ON merchant_line.source_id = ready.source_id
   AND merchant_line.role = 0
  LEFT JOIN billed AS csp_line
    ON csp_line.source_id = ready.source_id
   AND csp_line.role IN (1, 2)
  LEFT JOIN billed AS operator_line
    ON operator_line.source_id = ready.source_id
   AND operator_line.role = 3
 WHERE ready.natural_period <= checked.period
   AND (merchant_line.source_id IS NULL
        OR (coalesce(own.payee_terms_no, general.payee_terms_no) IS NOT NULL
            AND csp_line.source_id IS NULL)
        OR (operator.partner_id IS NOT NULL AND operator_line.source_id IS NULL))
   AND (NOT checked.is_sealed
        OR EXISTS (SELECT
                     FROM settlement.line AS stored
                    WHERE stored.run_no = checked.run_no
                      AND stored.source_kind = 2
                      AND stored.source_id = ready.source_id))
