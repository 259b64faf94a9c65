-- What the platform kept from each merchant of general goods in a run and has not invoiced yet.
-- Other selling modes have no platform fee: their merchants invoice the platform. What a provider has
-- is paid out of the fee and does not lower it.
--   $1 run_no integer
-- Returns partner_id, currency, fee, base (what was sold less vouchers and refunds), statement ids.
SELECT statement.partner_id, statement.currency::text,
       sum(statement.order_platform + statement.refund_platform + statement.order_csp
           + statement.refund_csp + statement.order_reseller + statement.refund_reseller
           + statement.order_operator + statement.refund_operator)::bigint AS fee,
       sum(statement.order_sales - statement.order_voucher + statement.refund_sales
           - statement.refund_voucher)::bigint AS base,
       string_agg(statement.statement_id, ' ' ORDER BY statement.statement_id) AS statement_ids
  FROM settlement.statement AS statement
 WHERE statement.run_no = $1::integer
   AND statement.tab = 'general'
   AND NOT EXISTS (
       SELECT FROM settlement.invoice AS invoice
        WHERE invoice.run_no = statement.run_no
          AND invoice.partner_id = statement.partner_id
          AND invoice.currency = statement.currency
          AND invoice.reason IS NULL
          AND invoice.agreement_no IS NULL)
 GROUP BY statement.partner_id, statement.currency
HAVING sum(statement.order_platform + statement.refund_platform + statement.order_csp
           + statement.refund_csp + statement.order_reseller + statement.refund_reseller
           + statement.order_operator + statement.refund_operator) <> 0
 ORDER BY statement.partner_id, statement.currency
