-- Statements of live and sealed runs, by period and id.
--   $1 period integer (0: all)   $2 site text ('': all)   $3 partner_id text ('': all)
--   $4 run_no integer (0: the sealed run of each period, else its live one)
--   $5 statement_id text ('': all)
SELECT statement.run_no, statement.statement_no, statement.statement_id, statement.site,
       statement.period, statement.partner_id, statement.tab, statement.currency::text,
       statement.opening_balance, statement.lines_total, statement.adjustments_total, statement.net,
       statement.payable, statement.closing_balance, statement.line_count, statement.order_count,
       statement.order_sales, statement.order_voucher, statement.order_amount,
       statement.order_taxes, statement.order_platform, statement.refund_count,
       statement.refund_sales, statement.refund_voucher, statement.refund_amount,
       statement.refund_taxes, statement.refund_platform, statement.content_hash,
       statement.partner_name, statement.partner_name_en, statement.partner_address,
       statement.partner_tax_number, statement.partner_locale,
       CASE WHEN statement.state = 'planned' THEN run.state ELSE statement.state END,
       run.run_id, run.sealed_at, statement.line_digest, statement.role, statement.adjustment_count,
       statement.incentive_count, statement.incentives_total,
       statement.order_csp + statement.refund_csp,
       statement.order_reseller + statement.refund_reseller,
       statement.order_operator + statement.refund_operator, head.verification_address
  FROM settlement.statement AS statement
  JOIN settlement.run AS run ON run.run_no = statement.run_no
  LEFT JOIN settlement.seal_head AS head ON head.run_no = statement.run_no
 WHERE ($1::integer = 0 OR statement.period = $1::integer)
   AND ($2 = '' OR statement.site = $2)
   AND ($3 = '' OR statement.partner_id = $3)
   AND ($5 = '' OR statement.statement_id = $5)
   AND CASE WHEN $4::integer = 0 THEN run.state IN ('draft', 'in_review', 'approved', 'sealed')
            ELSE run.run_no = $4::integer END
 ORDER BY statement.period, statement.statement_id, statement.run_no
