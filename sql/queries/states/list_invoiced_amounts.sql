-- What the lines of a statement, sealed or planned, come to, by what decides how the partner invoices them.
--   $1 run_no integer   $2 statement_no integer
-- Orders and usage stand together with their refunds. Returns source_kind (0, 3 or 4), role, product
-- with its name, share model and tax rate, the service tax rate of the payee's own terms (all null
-- of adjustments and incentives), amount.
SELECT CASE WHEN line.source_kind IN (1, 2) THEN 0 ELSE line.source_kind END::smallint AS kind,
       line.role, terms.product_id, terms.product_name, terms.share_model, terms.tax_rate,
       payee.service_tax_rate, sum(line.amount)::bigint
  FROM (SELECT sealed.run_no, sealed.source_kind, sealed.role, sealed.terms_no,
               sealed.payee_terms_no, sealed.amount
          FROM settlement.line AS sealed
         WHERE sealed.run_no = $1::integer
           AND sealed.statement_no = $2::integer
         UNION ALL
        SELECT planned.run_no, planned.source_kind, planned.role, planned.terms_no,
               planned.payee_terms_no, planned.amount
          FROM settlement.draft_line AS planned
         WHERE planned.run_no = $1::integer
           AND planned.statement_no = $2::integer) AS line
  LEFT JOIN settlement.run_terms AS terms
    ON terms.run_no = line.run_no
   AND terms.terms_no = line.terms_no
  LEFT JOIN settlement.run_payee_terms AS payee
    ON payee.run_no = line.run_no
   AND payee.terms_no = line.payee_terms_no
 GROUP BY kind, line.role, terms.product_id, terms.product_name, terms.share_model,
       terms.tax_rate, payee.service_tax_rate
 ORDER BY kind, terms.product_id, line.role, terms.product_name, terms.share_model,
       terms.tax_rate, payee.service_tax_rate
