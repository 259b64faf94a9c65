-- The lines of one statement in the order that numbers them, rule 7.2.
--   $1 run_no integer   $2 statement_no integer
-- Of an adjustment the reason, of an incentive the policy stands where the product's name does.
SELECT line.source_kind, line.source_id,
       CASE line.source_kind WHEN 0 THEN line.source_id ELSE line.order_line_id END,
       line.customer_id, coalesce(terms.product_id, adjustment.product_id, incentive.product_id),
       coalesce(terms.product_name, adjustment.reason, incentive.policy_id), line.natural_period,
       line.ready_at,
       line.sales_amount, line.voucher_amount, line.rate, line.increment, line.amount,
       line.tax_amount, line.taxes, line.platform, terms.terms_id, line.role
  FROM (SELECT draft.*
          FROM settlement.draft_line AS draft
         WHERE draft.run_no = $1::integer
           AND draft.statement_no = $2::integer
         UNION ALL
        SELECT sealed.*
          FROM settlement.line AS sealed
         WHERE sealed.run_no = $1::integer
           AND sealed.statement_no = $2::integer) AS line
  JOIN settlement.statement AS statement
    ON statement.run_no = line.run_no
   AND statement.statement_no = line.statement_no
  LEFT JOIN settlement.run_terms AS terms
    ON terms.run_no = line.run_no
   AND terms.terms_no = line.terms_no
  LEFT JOIN settlement.adjustment AS adjustment
    ON adjustment.adjustment_id = CASE WHEN line.source_kind = 3 THEN line.source_id END
  LEFT JOIN settlement.run_incentive AS incentive
    ON incentive.run_no = line.run_no
   AND incentive.source_id = CASE WHEN line.source_kind = 4 THEN line.source_id END
   AND incentive.partner_id = statement.partner_id
 ORDER BY line.natural_period, line.ready_at, line.source_kind, line.source_id COLLATE "C", line.role
