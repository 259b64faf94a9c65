-- The terms of providers a sealed run priced with, by number. Rates in millionths; null where none.
--   $1 run_no integer
SELECT terms.terms_no, terms.csp_terms_id, terms.csp_id, terms.product_id, terms.valid_from,
       terms.valid_to, terms.share_rate, terms.service_tax_rate
  FROM settlement.run_payee_terms AS terms
 WHERE terms.run_no = $1::integer
 ORDER BY terms.terms_no
