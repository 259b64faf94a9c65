-- The conservation equation of a run per currency, rule 7.8.
--   $1 run_no integer
SELECT statement.currency::text,
       sum(statement.order_sales + statement.refund_sales - statement.order_voucher
           - statement.refund_voucher)::bigint AS paid,
       sum(statement.order_amount + statement.refund_amount)::bigint AS merchant,
       sum(statement.order_taxes + statement.refund_taxes)::bigint AS taxes,
       sum(statement.order_platform + statement.refund_platform)::bigint AS platform,
       sum(statement.payable)::bigint AS payable
  FROM settlement.statement AS statement
 WHERE statement.run_no = $1::integer
 GROUP BY statement.currency
 ORDER BY statement.currency
