-- The terms of providers and resellers, those of one provider and product together, then from the
-- least to the most decisive (rules 3.2 and 5.8). Rates in millionths; null where there is none.
SELECT earning.csp_terms_id,
       earning.csp_id,
       earning.product_id,
       earning.valid_from,
       earning.valid_to,
       (earning.share_rate * 1000000)::bigint,
       (earning.service_tax_rate * 1000000)::bigint
  FROM marketplace.csp_terms AS earning
 ORDER BY earning.csp_id COLLATE "C", earning.product_id COLLATE "C" NULLS FIRST,
          earning.valid_from, earning.csp_terms_id COLLATE "C"
