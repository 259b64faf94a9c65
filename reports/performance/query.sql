-- Performance of merchants and providers in a month, rule 9.1 with the fine print of section 10.
--   $1 period  integer  the month
--   $2 site    text     of the partner; null: all
--   $3 partner text     null: all
-- A merchant's figures are those of its products, a provider's those of the orders and usage that
-- name it. Usage counts by the lines of sealed runs and of the month's live run; usage that waits
-- for a statement is not in yet. A sealed month is as its run kept it when it was submitted:
-- known_from names that run, and says facts where figures are computed from the facts of today.
-- Returns a row for each partner and currency that has any figure.
WITH span AS (
     SELECT (make_date($1::integer / 100, $1::integer % 100, 1) - interval '8 hours')
            AT TIME ZONE 'UTC' AS opens,
            (make_date($1::integer / 100, $1::integer % 100, 1) + interval '1 month'
             - interval '8 hours') AT TIME ZONE 'UTC' AS closes),
     purchase AS (
     SELECT fact.line_id, fact.product_id, fact.csp_id, fact.customer_id, fact.currency, fact.paid_at,
            fact.list_amount, fact.sales_amount, fact.cash_amount, fact.credit_amount,
            fact.sales_amount - fact.voucher_amount AS paid, repayment.repaid_at
       FROM marketplace.order_line AS fact
       LEFT JOIN marketplace.repayment AS repayment
         ON repayment.customer_id = fact.customer_id
        AND repayment.month = date_trunc('month', timezone('UTC', fact.paid_at)
                                                  + interval '8 hours')::date
      WHERE NOT fact.trial
        AND fact.paid_at IS NOT NULL),
     -- What of a refund is cash and what is credit, without drift, as rule 6.2 splits a leg.
     returned AS (
     SELECT refund.line_id, refund.completed_at, refund.paid_refunded + refund.voucher_returned AS total,
            purchase.cash_amount, purchase.credit_amount, purchase.paid, refund.paid_refunded,
            sum(refund.paid_refunded) OVER (
                PARTITION BY refund.line_id
                    ORDER BY refund.completed_at, refund.refund_id COLLATE "C") AS so_far
       FROM marketplace.refund AS refund
       JOIN purchase ON purchase.line_id = refund.line_id
      WHERE refund.status = 'completed'),
     split AS (
     SELECT returned.line_id, returned.completed_at, returned.total,
            round(returned.cash_amount * returned.so_far / returned.paid)
            - round(returned.cash_amount * (returned.so_far - returned.paid_refunded)
                    / returned.paid) AS cash,
            round(returned.credit_amount * returned.so_far / returned.paid)
            - round(returned.credit_amount * (returned.so_far - returned.paid_refunded)
                    / returned.paid) AS credit
       FROM (SELECT returned.line_id, returned.completed_at, returned.total,
                    returned.cash_amount::numeric, returned.credit_amount::numeric,
                    nullif(returned.paid, 0) AS paid, returned.paid_refunded, returned.so_far
               FROM returned) AS returned),
     -- One row for each thing that changes a figure of the month.
     movement AS (
     SELECT purchase.product_id, purchase.csp_id, purchase.currency, purchase.customer_id, 1 AS orders,
            purchase.list_amount AS gross, purchase.list_amount - purchase.sales_amount AS discount,
            0::numeric AS refund, purchase.cash_amount::numeric AS cash, 0::numeric AS cash_refund
       FROM purchase
      CROSS JOIN span
      WHERE purchase.paid_at >= span.opens AND purchase.paid_at < span.closes
      UNION ALL
     SELECT purchase.product_id, purchase.csp_id, purchase.currency, NULL, 0, 0, 0, 0,
            purchase.credit_amount, 0
       FROM purchase
      CROSS JOIN span
      WHERE purchase.repaid_at >= span.opens AND purchase.repaid_at < span.closes
      UNION ALL
     SELECT purchase.product_id, purchase.csp_id, purchase.currency, NULL, 0, 0, 0, split.total, 0,
            coalesce(split.cash, 0)
       FROM split
       JOIN purchase ON purchase.line_id = split.line_id
      CROSS JOIN span
      WHERE split.completed_at >= span.opens AND split.completed_at < span.closes
      UNION ALL
     SELECT purchase.product_id, purchase.csp_id, purchase.currency, NULL, 0, 0, 0, 0, 0,
            coalesce(split.credit, 0)
       FROM split
       JOIN purchase ON purchase.line_id = split.line_id
      CROSS JOIN span
      WHERE purchase.repaid_at IS NOT NULL
        AND greatest(split.completed_at, purchase.repaid_at) >= span.opens
        AND greatest(split.completed_at, purchase.repaid_at) < span.closes
      UNION ALL
     SELECT instance.product_id, coalesce(fact.csp_id, customer.csp_id), statement.currency,
            instance.customer_id, 0, line.sales_amount, 0, 0, line.sales_amount, 0
       FROM (SELECT sealed.run_no, sealed.statement_no, sealed.source_id, sealed.sales_amount
               FROM settlement.line AS sealed
              WHERE sealed.source_kind = 2 AND sealed.role = 0 AND sealed.natural_period = $1::integer
              UNION ALL
             SELECT draft.run_no, draft.statement_no, draft.source_id, draft.sales_amount
               FROM settlement.draft_line AS draft
               JOIN settlement.run AS live ON live.run_no = draft.run_no
              WHERE draft.source_kind = 2 AND draft.role = 0 AND draft.natural_period = $1::integer
                AND live.period = $1::integer
                AND live.state <> 'discarded') AS line
       JOIN settlement.statement AS statement
         ON statement.run_no = line.run_no
        AND statement.statement_no = line.statement_no
       JOIN marketplace.instance AS instance
         ON instance.instance_id = regexp_replace(line.source_id, '/[0-9]{6}(/[0-9]+)?$', '')
       JOIN marketplace.customer AS customer ON customer.customer_id = instance.customer_id
       LEFT JOIN marketplace.order_line AS fact ON fact.line_id = instance.line_id),
     keeping AS (
     SELECT run.site, run.run_no, run.run_id, run.performance_no
       FROM settlement.run AS run
      WHERE run.period = $1::integer
        AND run.state = 'sealed'
        AND run.performance_no IS NOT NULL),
     figure AS (
     SELECT partner.partner_id, movement.currency, sum(movement.orders) AS orders,
            count(DISTINCT movement.customer_id) AS customers, sum(movement.gross) AS gross_sales,
            sum(movement.discount) AS discounts, sum(movement.refund) AS refunds,
            sum(movement.cash) AS cash_consumption,
            CASE partner.kind
                 WHEN 'merchant' THEN sum(movement.gross - movement.discount - movement.refund)
                 ELSE sum(movement.cash - movement.cash_refund)
            END AS performance,
            'facts' AS known_from
       FROM movement
       JOIN marketplace.product AS product ON product.product_id = movement.product_id
      CROSS JOIN LATERAL (SELECT product.merchant_id UNION SELECT movement.csp_id) AS payee (id)
       JOIN marketplace.partner AS partner ON partner.partner_id = payee.id
      WHERE partner.site = coalesce($2::text, partner.site)
        AND partner.partner_id = coalesce($3::text, partner.partner_id)
        AND NOT EXISTS (SELECT FROM keeping WHERE keeping.site = partner.site)
      GROUP BY partner.partner_id, partner.kind, movement.currency
      UNION ALL
     SELECT kept.partner_id, kept.currency, kept.orders, kept.customers, kept.gross_sales,
            kept.discounts, kept.refunds, kept.cash_consumption,
            CASE WHEN kept.is_provider THEN kept.cash_consumption - kept.refunded_consumption
                 ELSE kept.gross_sales - kept.discounts - kept.refunds END,
            keeping.run_id
       FROM keeping
       JOIN settlement.run_performance AS kept
         ON kept.run_no = keeping.run_no
        AND kept.performance_no = keeping.performance_no
      WHERE keeping.site = coalesce($2::text, keeping.site)
        AND kept.partner_id = coalesce($3::text, kept.partner_id))
SELECT partner.partner_id, coalesce(partner.name_en, partner.name) AS name, partner.kind,
       $1::integer::text AS period,
       coalesce((SELECT CASE run.state WHEN 'sealed' THEN 'final' ELSE 'draft' END
                   FROM settlement.run AS run
                  WHERE run.site = partner.site
                    AND run.period = $1::integer
                    AND run.state IN ('in_review', 'approved', 'sealed')
                  ORDER BY run.run_no DESC
                  LIMIT 1), 'estimate') AS state,
       figure.currency::text AS currency, figure.orders, figure.customers, figure.gross_sales,
       figure.discounts, figure.refunds, figure.cash_consumption, figure.performance,
       figure.known_from
  FROM figure
  JOIN marketplace.partner AS partner ON partner.partner_id = figure.partner_id
 WHERE (figure.orders, figure.gross_sales, figure.refunds, figure.cash_consumption,
        figure.performance) IS DISTINCT FROM (0, 0, 0, 0, 0)
 ORDER BY figure.currency, figure.performance DESC, partner.partner_id
