-- Finds instances and price bands whose price plan does not exist.
-- Returns, by table and key: table_name, key (its parts joined by '/'), column_name, value, reason,
--   remedy.
SELECT dangling.table_name, dangling.key, dangling.column_name, dangling.value,
       'no price plan has this id' AS reason,
       'add the plan to price_plan.csv or correct the id' AS remedy
  FROM (
        SELECT 'instance', instance.instance_id, 'price_plan_id', instance.price_plan_id
          FROM marketplace.instance AS instance
         WHERE NOT EXISTS (SELECT FROM marketplace.price_plan AS known
                            WHERE known.price_plan_id = instance.price_plan_id)
         UNION ALL
        SELECT 'price_band',
               concat_ws('/', band.price_plan_id, band.band),
               'price_plan_id', band.price_plan_id
          FROM marketplace.price_band AS band
         WHERE NOT EXISTS (SELECT FROM marketplace.price_plan AS known
                            WHERE known.price_plan_id = band.price_plan_id)
       ) AS dangling (table_name, key, column_name, value)
 ORDER BY dangling.table_name, dangling.key COLLATE "C", dangling.column_name
