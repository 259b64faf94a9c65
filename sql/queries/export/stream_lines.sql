-- Streams the lines of up to three runs in the order of their statements, which numbers them:
-- contract 3, `export lines`; rule 7.2.
--   settled.run_a, settled.run_b, settled.run_c integer, settled.line_limit bigint  through settings
--   of the transaction (export/set_lines_scope): COPY takes no parameters
-- The order of the window is the order of the output, so that the rows are sorted once.
SELECT statement.statement_id,
       row_number() OVER (PARTITION BY statement.statement_id
                              ORDER BY line.natural_period, line.ready_at, line.source_kind,
                                       line.source_id COLLATE "C", line.role) AS line_no,
       line.source_kind, line.source_id,
       CASE line.source_kind WHEN 0 THEN line.source_id ELSE line.order_line_id END,
       statement.partner_id, line.role, statement.tab,
       coalesce(terms.product_id, adjustment.product_id, incentive.product_id), line.customer_id,
       line.natural_period, line.ready_at, statement.currency::text, line.sales_amount,
       line.voucher_amount, line.rate, line.increment, line.tax_amount, line.amount
  FROM (SELECT draft.*
          FROM settlement.draft_line AS draft
         WHERE draft.run_no IN (current_setting('settled.run_a')::integer,
                                current_setting('settled.run_b')::integer,
                                current_setting('settled.run_c')::integer)
         UNION ALL
        SELECT sealed.*
          FROM settlement.line AS sealed
         WHERE sealed.run_no IN (current_setting('settled.run_a')::integer,
                                 current_setting('settled.run_b')::integer,
                                 current_setting('settled.run_c')::integer)) AS line
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
 ORDER BY statement.statement_id, line.natural_period, line.ready_at, line.source_kind,
       line.source_id COLLATE "C", line.role
 LIMIT nullif(current_setting('settled.line_limit')::bigint, 0)
