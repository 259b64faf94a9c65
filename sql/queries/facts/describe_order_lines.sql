-- Tells whether order lines are a table, whose pages can be shared out, and how many pages it has.
-- Returns 1 row: is_table, pages.
SELECT relation.relkind = 'r' AS is_table,
       CASE WHEN relation.relkind = 'r'
            THEN pg_relation_size(relation.oid) / current_setting('block_size')::bigint
            ELSE 0 END AS pages
  FROM pg_class AS relation
 WHERE relation.oid = 'marketplace.order_line'::regclass
