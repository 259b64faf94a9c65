-- Finds references to products that do not exist.
-- Returns, by table and key: table_name, key (its parts joined by '/'), column_name, value, reason,
--   remedy.
SELECT dangling.table_name, dangling.key, dangling.column_name, dangling.value,
       'no product has this id' AS reason,
       'add the product to product.csv or correct the id' AS remedy
  FROM (
        SELECT 'product_terms', terms.terms_id, 'product_id', terms.product_id
          FROM marketplace.product_terms AS terms
         WHERE NOT EXISTS (SELECT FROM marketplace.product AS known
                            WHERE known.product_id = terms.product_id)
         UNION ALL
        SELECT 'csp_terms', terms.csp_terms_id, 'product_id', terms.product_id
          FROM marketplace.csp_terms AS terms
         WHERE terms.product_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM marketplace.product AS known
                            WHERE known.product_id = terms.product_id)
         UNION ALL
        SELECT 'order_line', line.line_id, 'product_id', line.product_id
          FROM marketplace.order_line AS line
         WHERE NOT EXISTS (SELECT FROM marketplace.product AS known
                            WHERE known.product_id = line.product_id)
         UNION ALL
        SELECT 'instance', instance.instance_id, 'product_id', instance.product_id
          FROM marketplace.instance AS instance
         WHERE NOT EXISTS (SELECT FROM marketplace.product AS known
                            WHERE known.product_id = instance.product_id)
         UNION ALL
        SELECT 'offer_item',
               concat_ws('/', item.offer_id, item.product_id, item.sku),
               'product_id', item.product_id
          FROM marketplace.offer_item AS item
         WHERE NOT EXISTS (SELECT FROM marketplace.product AS known
                            WHERE known.product_id = item.product_id)
         UNION ALL
        SELECT 'incentive_policy', policy.policy_id, 'product_id', policy.product_id
          FROM marketplace.incentive_policy AS policy
         WHERE policy.product_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM marketplace.product AS known
                            WHERE known.product_id = policy.product_id)
       ) AS dangling (table_name, key, column_name, value)
 ORDER BY dangling.table_name, dangling.key COLLATE "C", dangling.column_name
