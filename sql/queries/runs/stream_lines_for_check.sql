-- Streams the content of a run's lines, sealed or not, as it was digested, with the fingerprints of
-- their terms.
--   settled.run_no integer  through settings of the transaction: COPY takes no parameters
SELECT line.statement_no, terms.fingerprint, payee.fingerprint,
       line.source_kind, line.role, line.source_id, line.order_line_id, line.customer_id,
       line.natural_period, line.ready_at, line.sales_amount, line.voucher_amount, line.rate,
       line.increment, line.amount, line.tax_amount, line.taxes, line.platform
  FROM (SELECT draft.*
          FROM settlement.draft_line AS draft
         WHERE draft.run_no = (SELECT current_setting('settled.run_no')::integer)
         UNION ALL
        SELECT sealed.*
          FROM settlement.line AS sealed
         WHERE sealed.run_no = (SELECT current_setting('settled.run_no')::integer)) AS line
  LEFT JOIN settlement.run_terms AS terms
    ON terms.run_no = line.run_no
   AND terms.terms_no = line.terms_no
  LEFT JOIN settlement.run_payee_terms AS payee
    ON payee.run_no = line.run_no
   AND payee.terms_no = line.payee_terms_no
