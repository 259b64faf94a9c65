-- Lines as a draft wrote them: what the bare writing writes again.
SELECT line.run_no, line.statement_no, line.terms_no, line.payee_terms_no, line.source_kind,
       line.role, line.source_id, line.order_line_id, line.customer_id, line.natural_period, line.ready_at, line.sales_amount,
       line.voucher_amount, line.rate, line.increment, line.amount, line.tax_amount, line.taxes,
       line.platform
  FROM settlement.draft_line AS line
 LIMIT 20000
