-- Compares the figures of every statement of the run with those that follow from its lines
-- (rules 7.3 and 7.8), the statement of fewest lines first.
--   $1 run_no integer   $2 limit bigint
-- The lines are those that the run should hold; where only a sample of the facts was derived, those
-- that it holds. Then the legs of other payees on a merchant's statement are only compared in sum.
-- Returns, one row a figure that differs, the columns of list_line_differences: the problem is
-- 'figure', the source kind 'statement', its id that of the statement.
  WITH held AS NOT MATERIALIZED (
       SELECT line.*
         FROM settlement.draft_line AS line
        WHERE line.run_no = $1::integer
        UNION ALL
       SELECT line.*
         FROM settlement.line AS line
        WHERE line.run_no = $1::integer),
       taken AS (
       SELECT line.statement_no, line.source_kind, line.sales_amount, line.voucher_amount,
              line.amount, line.taxes, line.platform, line.csp, line.reseller, line.operator
         FROM check_line AS line
        CROSS JOIN check_run AS checked
        WHERE checked.one_in = 1
          AND line.statement_no IS NOT NULL
        UNION ALL
       SELECT held.statement_no, held.source_kind, held.sales_amount, held.voucher_amount,
              held.amount, held.taxes, held.platform, NULL, NULL, NULL
         FROM held
        CROSS JOIN check_run AS checked
        WHERE checked.one_in > 1
           OR held.source_kind = 4),
       summed AS (
       SELECT taken.statement_no, count(*) AS line_count,
              coalesce(sum(taken.amount) FILTER (WHERE taken.source_kind <> 3), 0) AS lines_total,
              count(*) FILTER (WHERE taken.source_kind = 3) AS adjustment_count,
              coalesce(sum(taken.amount) FILTER (WHERE taken.source_kind = 3), 0)
              AS adjustments_total,
              count(*) FILTER (WHERE taken.source_kind = 4) AS incentive_count,
              coalesce(sum(taken.amount) FILTER (WHERE taken.source_kind = 4), 0)
              AS incentives_total,
              count(*) FILTER (WHERE taken.source_kind IN (0, 2)) AS order_count,
              sum(taken.sales_amount) FILTER (WHERE taken.source_kind IN (0, 2)) AS order_sales,
              sum(taken.voucher_amount) FILTER (WHERE taken.source_kind IN (0, 2)) AS order_voucher,
              sum(taken.amount) FILTER (WHERE taken.source_kind IN (0, 2)) AS order_amount,
              sum(taken.taxes) FILTER (WHERE taken.source_kind IN (0, 2)) AS order_taxes,
              sum(taken.platform) FILTER (WHERE taken.source_kind IN (0, 2)) AS order_platform,
              sum(taken.csp) FILTER (WHERE taken.source_kind IN (0, 2)) AS order_csp,
              sum(taken.reseller) FILTER (WHERE taken.source_kind IN (0, 2)) AS order_reseller,
              sum(taken.operator) FILTER (WHERE taken.source_kind IN (0, 2)) AS order_operator,
              count(*) FILTER (WHERE taken.source_kind = 1) AS refund_count,
              sum(taken.sales_amount) FILTER (WHERE taken.source_kind = 1) AS refund_sales,
              sum(taken.voucher_amount) FILTER (WHERE taken.source_kind = 1) AS refund_voucher,
              sum(taken.amount) FILTER (WHERE taken.source_kind = 1) AS refund_amount,
              sum(taken.taxes) FILTER (WHERE taken.source_kind = 1) AS refund_taxes,
              sum(taken.platform) FILTER (WHERE taken.source_kind = 1) AS refund_platform,
              sum(taken.csp) FILTER (WHERE taken.source_kind = 1) AS refund_csp,
              sum(taken.reseller) FILTER (WHERE taken.source_kind = 1) AS refund_reseller,
              sum(taken.operator) FILTER (WHERE taken.source_kind = 1) AS refund_operator
         FROM taken
        GROUP BY taken.statement_no),
       opened AS (
       SELECT DISTINCT ON (earlier.partner_id, earlier.tab, earlier.currency)
              earlier.partner_id, earlier.tab, earlier.currency, earlier.closing_balance
         FROM settlement.statement AS earlier
         JOIN check_sight AS sight ON sight.run_no = earlier.run_no
         JOIN check_run AS checked ON checked.chain_no > sight.chain_no
        ORDER BY earlier.partner_id, earlier.tab, earlier.currency, sight.chain_no DESC),
       figured AS (
       SELECT statement.*, coalesce(opened.closing_balance, 0) AS opening,
              coalesce(opened.closing_balance, 0)::numeric + coalesce(summed.lines_total, 0)
              + coalesce(summed.adjustments_total, 0) AS true_net,
              to_jsonb(summed) AS figures, statement.role = 0 AS is_merchant,
              checked.one_in = 1 AS is_whole
         FROM settlement.statement AS statement
        CROSS JOIN check_run AS checked
         LEFT JOIN summed ON summed.statement_no = statement.statement_no
         LEFT JOIN opened
           ON opened.partner_id = statement.partner_id
          AND opened.tab = statement.tab
          AND opened.currency = statement.currency
        WHERE statement.run_no = $1::integer),
       pair AS (
       SELECT figured.line_count, figured.statement_id, figured.partner_id, figured.tab,
              figured.currency, figure.place, figure.column_name, figure.expected, figure.found
         FROM figured
        CROSS JOIN LATERAL (VALUES
              (1, 'opening_balance', figured.opening::numeric, figured.opening_balance),
              (2, 'net', figured.true_net, figured.net),
              (3, 'payable', greatest(figured.true_net, 0), figured.payable),
              (4, 'closing_balance', least(figured.true_net, 0), figured.closing_balance))
              AS figure (place, column_name, expected, found)
        UNION ALL
       SELECT figured.line_count, figured.statement_id, figured.partner_id, figured.tab,
              figured.currency, name.place + 4, name.column_name,
              coalesce((figured.figures ->> name.column_name)::numeric, 0),
              (to_jsonb(figured) ->> name.column_name)::numeric
         FROM figured
         JOIN unnest(ARRAY['line_count', 'lines_total', 'adjustment_count', 'adjustments_total',
                           'incentive_count', 'incentives_total', 'order_count', 'order_sales',
                           'order_voucher', 'order_amount', 'refund_count', 'refund_sales',
                           'refund_voucher', 'refund_amount', 'order_taxes', 'order_platform',
                           'refund_taxes', 'refund_platform', 'order_csp', 'order_reseller',
                           'order_operator', 'refund_csp', 'refund_reseller', 'refund_operator'])
              WITH ORDINALITY AS name (column_name, place)
           ON name.place <= 14
           OR (figured.is_merchant AND (name.place <= 18 OR figured.is_whole))
        UNION ALL
       -- What was paid is split without rest: rule 7.8, of the orders and refunds of each statement.
       SELECT figured.line_count, figured.statement_id, figured.partner_id, figured.tab,
              figured.currency, 99, 'conservation',
              figured.order_sales::numeric - figured.order_voucher + figured.refund_sales
              - figured.refund_voucher,
              figured.order_amount::numeric + figured.order_csp + figured.order_reseller
              + figured.order_operator + figured.order_taxes + figured.order_platform
              + figured.refund_amount + figured.refund_csp + figured.refund_reseller
              + figured.refund_operator + figured.refund_taxes + figured.refund_platform
         FROM figured
        WHERE figured.is_merchant)
SELECT pair.line_count, 'figure', 'statement', pair.statement_id, '', pair.partner_id, pair.tab,
       pair.currency::text, pair.column_name, pair.expected::text, pair.found::text
  FROM pair
 WHERE pair.expected <> pair.found
 ORDER BY pair.line_count, pair.statement_id COLLATE "C", pair.place
 LIMIT $2::bigint
