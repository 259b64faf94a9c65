-- The terms of one provider that a run priced with; columns as in catalogue/list_provider_terms.
--   $1 run_no integer   $2 csp_id text   $3 product_id text
SELECT kept.csp_terms_id, kept.csp_id, kept.product_id, kept.valid_from, kept.valid_to,
       kept.share_rate::bigint, kept.service_tax_rate::bigint
  FROM settlement.run_payee_terms AS kept
 WHERE kept.run_no = $1::integer
   AND kept.csp_id = $2
   AND (kept.product_id IS NULL OR kept.product_id = $3)
 ORDER BY kept.csp_id COLLATE "C", kept.product_id COLLATE "C" NULLS FIRST, kept.valid_from,
          kept.csp_terms_id COLLATE "C"
