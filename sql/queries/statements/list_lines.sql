-- The lines of one statement in the order that numbers them, rule 7.2.
--   $1 run_no integer   $2 statement_no integer
SELECT line.source_kind, line.source_id, coalesce(line.order_line_id, line.source_id),
       line.customer_id, terms.product_id, terms.product_name, line.natural_period, line.ready_at,
       line.sales_amount, line.voucher_amount, line.rate, line.increment, line.amount,
       line.tax_amount, line.taxes, line.platform, terms.terms_id
  FROM (SELECT draft.*
          FROM settlement.draft_line AS draft
         WHERE draft.run_no = $1::integer
           AND draft.statement_no = $2::integer
         UNION ALL
        SELECT sealed.*
          FROM settlement.line AS sealed
         WHERE sealed.run_no = $1::integer
           AND sealed.statement_no = $2::integer) AS line
  JOIN settlement.run_terms AS terms
    ON terms.run_no = line.run_no
   AND terms.terms_no = line.terms_no
 ORDER BY line.natural_period, line.ready_at, line.source_kind, line.source_id COLLATE "C", line.role
