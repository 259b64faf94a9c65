-- The terms of one provider for a product and for all; columns as in catalogue/list_provider_terms.
--   $1 csp_id text   $2 product_id text
SELECT earning.csp_terms_id, earning.csp_id, earning.product_id, earning.valid_from,
       earning.valid_to, (earning.share_rate * 1000000)::bigint,
       (earning.service_tax_rate * 1000000)::bigint
  FROM marketplace.csp_terms AS earning
 WHERE earning.csp_id = $1
   AND (earning.product_id IS NULL OR earning.product_id = $2)
 ORDER BY earning.csp_id COLLATE "C", earning.product_id COLLATE "C" NULLS FIRST,
          earning.valid_from, earning.csp_terms_id COLLATE "C"
