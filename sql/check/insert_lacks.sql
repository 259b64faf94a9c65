-- What the merchants' statements of a sealed run lack: their figures are those of more orders and usage,
-- or of more refunds, than they have lines of. Sales and vouchers are those of the lines that are gone.
--   $1 run_no integer
INSERT INTO check_lack (statement_no, merchant_id, tab, currency, orders, sales, voucher, refunds,
                        refunded_sales, refunded_voucher)
SELECT lacking.statement_no, lacking.partner_id, lacking.tab, lacking.currency, lacking.orders,
       lacking.sales, lacking.voucher, lacking.refunds, lacking.refunded_sales,
       lacking.refunded_voucher
  FROM (SELECT statement.statement_no, statement.partner_id, statement.tab, statement.currency,
               statement.order_count - coalesce(held.orders, 0) AS orders,
               statement.order_sales - coalesce(held.sales, 0) AS sales,
               statement.order_voucher - coalesce(held.voucher, 0) AS voucher,
               statement.refund_count - coalesce(held.refunds, 0) AS refunds,
               statement.refund_sales - coalesce(held.refunded_sales, 0) AS refunded_sales,
               statement.refund_voucher - coalesce(held.refunded_voucher, 0) AS refunded_voucher
          FROM check_run AS checked
          JOIN settlement.statement AS statement
            ON statement.run_no = checked.run_no
           AND statement.role = 0
          LEFT JOIN (SELECT line.statement_no,
                            count(*) FILTER (WHERE line.source_kind IN (0, 2)) AS orders,
                            sum(line.sales_amount) FILTER (WHERE line.source_kind IN (0, 2)) AS sales,
                            sum(line.voucher_amount) FILTER (WHERE line.source_kind IN (0, 2))
                            AS voucher,
                            count(*) FILTER (WHERE line.source_kind = 1) AS refunds,
                            sum(line.sales_amount) FILTER (WHERE line.source_kind = 1)
                            AS refunded_sales,
                            sum(line.voucher_amount) FILTER (WHERE line.source_kind = 1)
                            AS refunded_voucher
                       FROM settlement.line AS line
                      WHERE line.run_no = $1::integer
                      GROUP BY line.statement_no) AS held
            ON held.statement_no = statement.statement_no
         WHERE checked.is_sealed) AS lacking
 WHERE lacking.orders > 0
    OR lacking.refunds > 0
