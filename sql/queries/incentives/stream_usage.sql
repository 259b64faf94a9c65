-- Streams the usage that providers' incentives are computed on, one row a line of rule 4.3: what is
-- billed to its merchant, where a run itself rates the rest of its own site, or all that sealed runs
-- and one live run have stored.
--   settled.site text, settled.start, settled.end timestamptz, settled.run_no integer  through
--   incentives/set_basis_scope: COPY takes no parameters
-- product_id is null where no policy of the site names it.
WITH named AS (
     SELECT DISTINCT policy.product_id
       FROM marketplace.incentive_policy AS policy
      WHERE policy.site = (SELECT current_setting('settled.site'))
        AND policy.product_id IS NOT NULL),
     known AS (
     SELECT run.run_no, run.site, run.period, run.chain_no
       FROM settlement.run AS run
      WHERE run.state = 'sealed'
         OR run.run_no = (SELECT current_setting('settled.run_no')::integer)),
     part AS (
     SELECT known.site, part.instance_id, part.month, part.amount, part.last_received,
            known.chain_no,
            known.chain_no > (SELECT min(first.chain_no)
                                FROM known AS first
                               WHERE first.site = known.site
                                 AND first.period >= part.month) AS is_late
       FROM settlement.usage_part AS part
       JOIN known ON known.run_no = part.run_no),
     formed AS (
     SELECT part.site, part.instance_id, part.month, sum(part.amount) AS amount,
            CASE WHEN part.is_late THEN max(part.last_received) END AS late_received_at,
            part.instance_id || '/' || part.month
            || CASE row_number() OVER (PARTITION BY part.instance_id, part.month
                                           ORDER BY min(part.chain_no))
                    WHEN 1 THEN ''
                    ELSE '/' || row_number() OVER (PARTITION BY part.instance_id, part.month
                                                       ORDER BY min(part.chain_no)) END
            AS source_id
       FROM part
      GROUP BY part.site, part.instance_id, part.month, part.is_late,
            CASE WHEN part.is_late THEN part.chain_no END),
     used AS (
     SELECT formed.instance_id, formed.month, formed.amount, formed.late_received_at
       FROM formed
      WHERE formed.site <> (SELECT current_setting('settled.site'))
         OR (SELECT current_setting('settled.run_no')::integer) >= 0
         OR EXISTS (
            SELECT
              FROM settlement.line AS billed
             WHERE billed.source_id = formed.source_id
               AND billed.source_kind = 2
               AND billed.role = 0))
SELECT coalesce(behind.csp_id, customer.csp_id) AS csp_id, named.product_id, plan.currency::text,
       used.month, used.amount::text, customer.postpaid, repayment.repaid_at,
       used.late_received_at
  FROM used
  JOIN marketplace.instance AS instance ON instance.instance_id = used.instance_id
  JOIN marketplace.price_plan AS plan ON plan.price_plan_id = instance.price_plan_id
  JOIN marketplace.customer AS customer ON customer.customer_id = instance.customer_id
  LEFT JOIN marketplace.order_line AS behind ON behind.line_id = instance.line_id
  LEFT JOIN named ON named.product_id = instance.product_id
  LEFT JOIN marketplace.repayment AS repayment
    ON repayment.customer_id = CASE WHEN customer.postpaid THEN instance.customer_id END
   AND repayment.month = make_date(used.month / 100, used.month % 100, 1)
  JOIN marketplace.partner AS partner
    ON partner.partner_id = coalesce(behind.csp_id, customer.csp_id)
   AND partner.kind IN ('csp', 'distributor', 'reseller')
 WHERE make_date(used.month / 100, used.month % 100, 1)
       >= (SELECT timezone('UTC', current_setting('settled.start')::timestamptz)
                  + interval '8 hours')::date
    OR used.late_received_at >= (SELECT current_setting('settled.start')::timestamptz)
    OR repayment.repaid_at >= (SELECT current_setting('settled.start')::timestamptz)
