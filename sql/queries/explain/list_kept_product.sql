-- A product as a run knew it; columns as in catalogue/list_products.
--   $1 run_no integer   $2 product_id text
-- Returns nothing where the run priced nothing of it, or kept only names (engine 0.1.0 at first).
SELECT kept.product_id, kept.product_name, kept.merchant_id, kept.tab, kept.supervised,
       kept.tax_rate::bigint
  FROM settlement.run_terms AS kept
 WHERE kept.run_no = $1::integer
   AND kept.product_id = $2
   AND kept.merchant_id IS NOT NULL
 ORDER BY kept.terms_no
 LIMIT 1
