-- Rates what remained of usage, by instance and month, and adds what sealed runs have rated before: it
-- stays as it was (rules 4.3 to 4.7).
-- What the runs up to the first one of the month or later have seen is one line; what a later run
-- was the first to see is a late one of its own. They are numbered as they were formed.
-- Ready at the end of the month, which still belongs to it; any other instant to its own month.
INSERT INTO check_rated (
       source_id, instance_id, site, order_line_id, customer_id, product_id, csp_id, operator_id,
       currency, records, quantity, sales, first_begin, natural_period, ready_at)
  WITH plan AS (
       SELECT band.price_plan_id, band.model, band.accumulate, band.currency
         FROM check_band AS band
        GROUP BY band.price_plan_id, band.model, band.accumulate, band.currency),
       -- Only steps look at what went before, within their cycle.
       walked AS (
       SELECT usage.usage_id,
              coalesce(counter.quantity, 0)
              + sum(usage.rest) OVER (PARTITION BY usage.instance_id, cycle.starts
                                          ORDER BY usage.chain_no, usage.begin_time, usage.usage_id
                                           ROWS UNBOUNDED PRECEDING) AS reached
         FROM check_usage AS usage
         JOIN marketplace.instance AS instance ON instance.instance_id = usage.instance_id
         JOIN plan ON plan.price_plan_id = instance.price_plan_id
        CROSS JOIN LATERAL (
              SELECT date_trunc(CASE plan.accumulate WHEN 'month' THEN 'month' ELSE 'day' END,
                                usage.begin_time AT TIME ZONE interval '08:00')::date
                     AS starts) AS cycle
         LEFT JOIN check_counter AS counter
           ON counter.instance_id = usage.instance_id
          AND counter.package_id = ''
          AND counter.cycle_start = cycle.starts
        WHERE plan.model = 'step'
          AND plan.accumulate <> 'record'
          AND usage.rest > 0),
       measured AS (
       SELECT usage.usage_id, usage.instance_id, usage.chain_no, usage.month,
              usage.begin_time, usage.received_at, usage.rest, instance.price_plan_id,
              coalesce(walked.reached, usage.rest) AS reached
         FROM check_usage AS usage
         JOIN marketplace.instance AS instance ON instance.instance_id = usage.instance_id
         LEFT JOIN walked ON walked.usage_id = usage.usage_id
        WHERE usage.rest > 0),
       part AS (
       SELECT kept.instance_id, watch.site, kept.month, watch.chain_no, kept.records, kept.quantity,
              kept.amount, kept.first_begin, kept.last_received
         FROM settlement.usage_part AS kept
         JOIN check_watch AS watch ON watch.run_no = kept.run_no
         JOIN check_run AS checked ON checked.run_no <> kept.run_no
        UNION ALL
       SELECT measured.instance_id, checked.site, measured.month, measured.chain_no,
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
              min(measured.begin_time), max(measured.received_at)
         FROM measured
        CROSS JOIN check_run AS checked
         JOIN check_band AS band
           ON band.price_plan_id = measured.price_plan_id
          AND CASE WHEN band.model = 'step'
                   THEN measured.reached - measured.rest < band.up_to
                        AND band.above < measured.reached
                   ELSE band.above < measured.rest AND measured.rest <= band.up_to END
        GROUP BY measured.instance_id, checked.site, measured.month, measured.chain_no),
       formed AS (
       SELECT part.instance_id, part.site, part.month, late.chain_no AS late_no,
              sum(part.records) AS records,
              sum(part.quantity) AS quantity, sum(part.amount) AS amount,
              min(part.first_begin) AS first_begin, max(part.last_received) AS last_received,
              row_number() OVER (PARTITION BY part.instance_id, part.month
                                     ORDER BY late.chain_no) AS place
         FROM part
        CROSS JOIN LATERAL (
              SELECT CASE WHEN part.chain_no > (SELECT min(watch.chain_no)
                                                  FROM check_watch AS watch
                                                 WHERE watch.site = part.site
                                                   AND watch.period >= part.month)
                          THEN part.chain_no ELSE 0 END AS chain_no) AS late
        GROUP BY part.instance_id, part.site, part.month, late.chain_no),
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
SELECT ready.source_id, ready.instance_id, ready.site, ready.line_id, ready.customer_id,
       ready.product_id, ready.csp_id, ready.operator_id, plan.currency, ready.records,
       ready.quantity, round(ready.amount * currency.minor_units), ready.first_begin,
       ready.natural_period, ready.ready_at
  FROM ready
 CROSS JOIN check_run AS checked
  JOIN plan ON plan.price_plan_id = ready.price_plan_id
  JOIN check_currency AS currency ON currency.currency = plan.currency
 WHERE ready.natural_period <= checked.period
