-- Lists the columns of every relation in the schema `marketplace`, to compare with the contract.
-- Returns, by relation and position: relation, kind ('table', 'view', ...), position, column_name,
--   type as PostgreSQL writes it ('numeric(9,6)', 'character(3)', 'timestamp with time zone'),
--   nullable (always true of a view: PostgreSQL does not follow NOT NULL through one).
SELECT relation.relname::text AS relation,
       CASE relation.relkind
            WHEN 'r' THEN 'table'
            WHEN 'p' THEN 'partitioned table'
            WHEN 'v' THEN 'view'
            WHEN 'm' THEN 'materialized view'
            WHEN 'f' THEN 'foreign table'
       END AS kind,
       attribute.attnum::integer AS position,
       attribute.attname::text AS column_name,
       format_type(attribute.atttypid, attribute.atttypmod) AS type,
       NOT attribute.attnotnull AS nullable
  FROM pg_catalog.pg_class AS relation
  JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = relation.relnamespace
  JOIN pg_catalog.pg_attribute AS attribute ON attribute.attrelid = relation.oid
 WHERE namespace.nspname = 'marketplace'
   AND relation.relkind IN ('r', 'p', 'v', 'm', 'f')
   AND attribute.attnum > 0
   AND NOT attribute.attisdropped
 ORDER BY relation.relname, attribute.attnum
