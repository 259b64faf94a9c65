-- Names product terms that begin while others of the same product are in force. Nothing is refused:
-- the latest valid_from counts, then the greatest id (rule 10, 3.2).
-- Returns, by table and key: table_name, key (its parts joined by '/'), column_name, value, reason,
--   remedy.
SELECT 'product_terms' AS table_name, later.terms_id AS key, 'valid_from' AS column_name,
       to_char(later.valid_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS value,
       'product ' || later.product_id || ' has the terms ' || earlier.terms_id
       || ' in force at the same time; from this instant ' || later.terms_id || ' counts' AS reason,
       'let valid_to of ' || earlier.terms_id || ' be this instant, if that is meant' AS remedy
  FROM marketplace.product_terms AS later
  JOIN marketplace.product_terms AS earlier
    ON earlier.product_id = later.product_id
   AND (earlier.valid_from, earlier.terms_id) < (later.valid_from, later.terms_id)
   AND tstzrange(earlier.valid_from, earlier.valid_to)
       && tstzrange(later.valid_from, later.valid_to)
 ORDER BY later.terms_id, earlier.terms_id
