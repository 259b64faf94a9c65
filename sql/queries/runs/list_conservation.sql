-- The conservation equation of a run per currency, rule 7.8: each fact is divided on its merchant's
-- statement, and adjustments and incentives are their payee's leg against the platform's.
--   $1 run_no integer
-- Sums are numeric: one beyond 64 bits is named by whoever reads it.
SELECT statement.currency::text,
       sum(divided.share * (statement.order_sales::numeric + statement.refund_sales
           - statement.order_voucher - statement.refund_voucher))::text AS paid,
       sum(divided.share * (statement.order_amount::numeric + statement.refund_amount)
           + CASE statement.role WHEN 0 THEN extra.amount ELSE 0 END)::text AS merchant,
       sum(statement.order_csp::numeric + statement.refund_csp
           + CASE statement.role WHEN 1 THEN extra.amount ELSE 0 END)::text AS csp,
       sum(statement.order_reseller::numeric + statement.refund_reseller
           + CASE statement.role WHEN 2 THEN extra.amount ELSE 0 END)::text AS reseller,
       sum(statement.order_operator::numeric + statement.refund_operator
           + CASE statement.role WHEN 3 THEN extra.amount ELSE 0 END)::text AS operator,
       sum(statement.order_taxes::numeric + statement.refund_taxes)::text AS taxes,
       sum(statement.order_platform::numeric + statement.refund_platform - extra.amount)::text AS platform,
       sum(statement.payable::numeric)::text AS payable
  FROM settlement.statement AS statement
 CROSS JOIN LATERAL (SELECT CASE statement.role WHEN 0 THEN 1 ELSE 0 END AS share) AS divided
 CROSS JOIN LATERAL (
       SELECT statement.adjustments_total::numeric + statement.incentives_total AS amount) AS extra
 WHERE statement.run_no = $1::integer
 GROUP BY statement.currency
 ORDER BY statement.currency
