-- The lines of orders and usage: one for each payee who was not billed before (rule 3.1).
-- Taxes and the platform's leg stand on the merchant's line.
--   $1 run_no integer
INSERT INTO check_line (
       source_kind, source_id, role, facts, partner_id, tab, currency, statement_no, order_line_id,
       customer_id, natural_period, ready_at, sales_amount, voucher_amount, rate, increment, amount,
       tax_amount, taxes, platform, csp, reseller, operator, terms_id, payee_terms_id,
       is_sought)
SELECT fact.source_kind, fact.source_id, payee.role, payee.facts, payee.partner_id, payee.tab,
       fact.currency, statement.statement_no, fact.order_line_id, fact.customer_id,
       fact.natural_period, fact.ready_at, fact.sales, fact.voucher, payee.rate * 1000000,
       payee.increment * 1000000, payee.amount, payee.tax_amount, payee.taxes, payee.platform,
       payee.csp, payee.reseller, payee.operator, terms.terms_id,
       CASE WHEN payee.role IN (1, 2) THEN payee_terms.payee_terms_id END, fact.is_sought
  FROM check_fact AS fact
  JOIN check_leg AS leg ON leg.fact_no = fact.fact_no
  JOIN check_terms AS terms ON terms.terms_no = fact.terms_no
 CROSS JOIN LATERAL (
       SELECT 0, leg.facts, terms.merchant_id, terms.tab, leg.rate, leg.increment, leg.merchant,
              leg.merchant_tax, leg.taxes, leg.platform,
              CASE fact.csp_role WHEN 1 THEN leg.csp ELSE 0 END,
              CASE fact.csp_role WHEN 2 THEN leg.csp ELSE 0 END, leg.operator
        WHERE NOT fact.is_merchant_billed
        UNION ALL
       SELECT fact.csp_role, fact.facts, fact.csp_id, 'csp', leg.csp_rate, 0, leg.csp, NULL, 0, 0,
              0, 0, 0
        WHERE fact.payee_terms_no IS NOT NULL
          AND NOT fact.is_csp_billed
        UNION ALL
       SELECT 3, fact.facts, fact.operator_id, 'operator', leg.operator_rate, 0, leg.operator,
              leg.operator_tax, 0, 0, 0, 0, 0
        WHERE fact.operator_id IS NOT NULL
          AND NOT fact.is_operator_billed)
       AS payee (role, facts, partner_id, tab, rate, increment, amount, tax_amount, taxes, platform,
                 csp, reseller, operator)
  LEFT JOIN check_payee_terms AS payee_terms
    ON payee_terms.payee_terms_no = fact.payee_terms_no
  LEFT JOIN settlement.statement AS statement
    ON statement.run_no = $1::integer
   AND statement.partner_id = payee.partner_id
   AND statement.tab = payee.tab
   AND statement.currency = fact.currency
