-- Streams the lines that statements which lack lines should hold and do not, in no order; their content
-- as it was digested, with the fingerprints of their terms, stands behind what names them.
--   settled.run_no integer  through settings of the transaction: COPY takes no parameters
SELECT line.statement_no, line.source_kind, line.source_id, terms.fingerprint, payee.fingerprint,
       line.source_kind, line.role, line.source_id, line.order_line_id, line.customer_id,
       line.natural_period, line.ready_at, line.sales_amount::bigint, line.voucher_amount::bigint,
       line.rate, line.increment, line.amount::bigint, line.tax_amount::bigint, line.taxes::bigint,
       line.platform::bigint
  FROM check_line AS line
  JOIN check_lack AS lack ON lack.statement_no = line.statement_no
  LEFT JOIN settlement.run_terms AS terms
    ON terms.run_no = (SELECT current_setting('settled.run_no')::integer)
   AND terms.terms_id = line.terms_id
  LEFT JOIN settlement.run_payee_terms AS payee
    ON payee.run_no = (SELECT current_setting('settled.run_no')::integer)
   AND payee.csp_terms_id = line.payee_terms_id
 WHERE NOT EXISTS (
       SELECT
         FROM settlement.line AS held
        WHERE held.run_no = (SELECT current_setting('settled.run_no')::integer)
          AND held.statement_no = line.statement_no
          AND held.source_kind = line.source_kind
          AND held.source_id = line.source_id
          AND held.role = line.role)
