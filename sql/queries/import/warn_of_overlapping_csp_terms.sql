-- Names terms of a service provider that begin while others of the same provider and product (or of
-- all products) are in force. Nothing is refused: the latest valid_from counts, then the greatest
-- id (rule 10, 3.2). Terms of one product beside general ones do not overlap (rule 5.8).
-- Returns, by table and key: table_name, key (its parts joined by '/'), column_name, value, reason,
--   remedy.
SELECT 'csp_terms' AS table_name, later.csp_terms_id AS key, 'valid_from' AS column_name,
       to_char(later.valid_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS value,
       'provider ' || later.csp_id || ' has the terms ' || earlier.csp_terms_id
       || ' for ' || coalesce('product ' || later.product_id, 'all products')
       || ' in force at the same time; from this instant ' || later.csp_terms_id || ' counts'
       AS reason,
       'let valid_to of ' || earlier.csp_terms_id || ' be this instant, if that is meant' AS remedy
  FROM marketplace.csp_terms AS later
  JOIN marketplace.csp_terms AS earlier
    ON earlier.csp_id = later.csp_id
   AND earlier.product_id IS NOT DISTINCT FROM later.product_id
   AND (earlier.valid_from, earlier.csp_terms_id) < (later.valid_from, later.csp_terms_id)
   AND tstzrange(earlier.valid_from, earlier.valid_to)
       && tstzrange(later.valid_from, later.valid_to)
 ORDER BY later.csp_terms_id, earlier.csp_terms_id
