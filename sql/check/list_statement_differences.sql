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
        WHERE checked.one_in > 1),
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
       pair AS (
       SELECT statement.line_count, statement.statement_id, statement.partner_id, statement.tab,
              statement.currency, figure.place, figure.column_name,
              coalesce(figure.expected, 0) AS expected, figure.found
         FROM settlement.statement AS statement
        CROSS JOIN check_run AS checked
         LEFT JOIN summed ON summed.statement_no = statement.statement_no
         LEFT JOIN opened
           ON opened.partner_id = statement.partner_id
          AND opened.tab = statement.tab
          AND opened.currency = statement.currency
        CROSS JOIN LATERAL (
              SELECT coalesce(opened.closing_balance, 0)::numeric + coalesce(summed.lines_total, 0)
                     + coalesce(summed.adjustments_total, 0) AS amount) AS net
        CROSS JOIN LATERAL (VALUES
              (1, 'opening_balance', opened.closing_balance::numeric, statement.opening_balance,
               true),
              (2, 'net', net.amount, statement.net, true),
              (3, 'payable', greatest(net.amount, 0), statement.payable, true),
              (4, 'closing_balance', least(net.amount, 0), statement.closing_balance, true),
              (5, 'line_count', summed.line_count::numeric, statement.line_count, true),
              (6, 'lines_total', summed.lines_total::numeric, statement.lines_total, true),
              (7, 'adjustment_count', summed.adjustment_count::numeric,
               statement.adjustment_count, true),
              (8, 'adjustments_total', summed.adjustments_total::numeric,
               statement.adjustments_total, true),
              (9, 'incentive_count', summed.incentive_count::numeric,
               statement.incentive_count, true),
              (10, 'incentives_total', summed.incentives_total::numeric,
               statement.incentives_total, true),
              (11, 'order_count', summed.order_count::numeric, statement.order_count, true),
              (12, 'order_sales', summed.order_sales::numeric, statement.order_sales, true),
              (13, 'order_voucher', summed.order_voucher::numeric, statement.order_voucher, true),
              (14, 'order_amount', summed.order_amount::numeric, statement.order_amount, true),
              (15, 'refund_count', summed.refund_count::numeric, statement.refund_count, true),
              (16, 'refund_sales', summed.refund_sales::numeric, statement.refund_sales, true),
              (17, 'refund_voucher', summed.refund_voucher::numeric,
               statement.refund_voucher, true),
              (18, 'refund_amount', summed.refund_amount::numeric, statement.refund_amount, true),
              (19, 'order_taxes', summed.order_taxes, statement.order_taxes, statement.role = 0),
              (20, 'order_platform', summed.order_platform,
               statement.order_platform, statement.role = 0),
              (21, 'refund_taxes', summed.refund_taxes, statement.refund_taxes, statement.role = 0),
              (22, 'refund_platform', summed.refund_platform,
               statement.refund_platform, statement.role = 0),
              (23, 'order_csp', summed.order_csp, statement.order_csp,
               statement.role = 0 AND checked.one_in = 1),
              (24, 'order_reseller', summed.order_reseller, statement.order_reseller,
               statement.role = 0 AND checked.one_in = 1),
              (25, 'order_operator', summed.order_operator, statement.order_operator,
               statement.role = 0 AND checked.one_in = 1),
              (26, 'refund_csp', summed.refund_csp, statement.refund_csp,
               statement.role = 0 AND checked.one_in = 1),
              (27, 'refund_reseller', summed.refund_reseller, statement.refund_reseller,
               statement.role = 0 AND checked.one_in = 1),
              (28, 'refund_operator', summed.refund_operator, statement.refund_operator,
               statement.role = 0 AND checked.one_in = 1),
              -- What was paid is split without rest: rule 7.8, of the orders and refunds of each.
              (99, 'conservation',
               statement.order_sales::numeric - statement.order_voucher + statement.refund_sales
               - statement.refund_voucher,
               statement.order_amount::numeric + statement.order_csp + statement.order_reseller
               + statement.order_operator + statement.order_taxes + statement.order_platform
               + statement.refund_amount + statement.refund_csp + statement.refund_reseller
               + statement.refund_operator + statement.refund_taxes + statement.refund_platform,
               statement.role = 0))
              AS figure (place, column_name, expected, found, is_asked)
        WHERE statement.run_no = $1::integer
          AND figure.is_asked)
SELECT pair.line_count, 'figure', 'statement', pair.statement_id, '', pair.partner_id, pair.tab,
       pair.currency::text, pair.column_name, pair.expected::text, pair.found::text,
       pair.statement_id
  FROM pair
 WHERE pair.expected <> pair.found
 ORDER BY pair.line_count, pair.statement_id COLLATE "C", pair.place
 LIMIT $2::bigint
