-- What the platform earned from each merchant in a run: the base of its fee invoices.
--   $1 run_no integer
-- Returns partner_id, currency, fee, base (what was sold less vouchers and refunds), statement ids.
SELECT statement.partner_id, statement.currency::text,
       sum(statement.order_platform + statement.refund_platform)::bigint AS fee,
       sum(statement.order_sales - statement.order_voucher + statement.refund_sales
           - statement.refund_voucher)::bigint AS base,
       string_agg(statement.statement_id, ' ' ORDER BY statement.statement_id) AS statement_ids
  FROM settlement.statement AS statement
 WHERE statement.run_no = $1::integer
   AND statement.tab IN ('general', 'joint', 'selected', 'platform')
 GROUP BY statement.partner_id, statement.currency
HAVING sum(statement.order_platform + statement.refund_platform) <> 0
 ORDER BY statement.partner_id, statement.currency
