-- Finds incentive bands whose policy does not exist.
-- Returns, by table and key: table_name, key (its parts joined by '/'), column_name, value, reason,
--   remedy.
SELECT dangling.table_name, dangling.key, dangling.column_name, dangling.value,
       'no incentive policy has this id' AS reason,
       'add the policy to incentive_policy.csv or correct the id' AS remedy
  FROM (
        SELECT 'incentive_band',
               concat_ws('/', band.policy_id, band.from_amount),
               'policy_id', band.policy_id
          FROM marketplace.incentive_band AS band
         WHERE NOT EXISTS (SELECT FROM marketplace.incentive_policy AS known
                            WHERE known.policy_id = band.policy_id)
       ) AS dangling (table_name, key, column_name, value)
 ORDER BY dangling.table_name, dangling.key COLLATE "C", dangling.column_name
