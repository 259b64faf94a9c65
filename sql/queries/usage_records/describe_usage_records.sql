-- Tells whether usage records are a table, whose pages can be shared out, how many pages it has and
-- how long they are.
-- Returns 1 row: is_table, pages, page_size.
SELECT relation.relkind = 'r' AS is_table,
       CASE WHEN relation.relkind = 'r'
            THEN pg_relation_size(relation.oid) / current_setting('block_size')::bigint
            ELSE 0 END AS pages,
       current_setting('block_size')::bigint AS page_size
  FROM pg_class AS relation
 WHERE relation.oid = 'marketplace.usage_record'::regclass
