-- Finds product terms whose tier policy does not exist.
-- Returns, by table and key: table_name, key (its parts joined by '/'), column_name, value, reason,
--   remedy.
SELECT dangling.table_name, dangling.key, dangling.column_name, dangling.value,
       'no tier policy has this id' AS reason,
       'add its bands to tier_policy.csv or correct the id' AS remedy
  FROM (
        SELECT 'product_terms', terms.terms_id, 'tier_policy_id', terms.tier_policy_id
          FROM marketplace.product_terms AS terms
         WHERE terms.tier_policy_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM marketplace.tier_policy AS known
                            WHERE known.tier_policy_id = terms.tier_policy_id)
       ) AS dangling (table_name, key, column_name, value)
 ORDER BY dangling.table_name, dangling.key COLLATE "C", dangling.column_name
