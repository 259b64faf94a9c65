-- Finds packages of instances that do not exist.
--   Usage of an unknown instance is no finding here: a run reports it as abnormal (rule 4.1).
-- Returns, by table and key: table_name, key (its parts joined by '/'), column_name, value, reason,
--   remedy.
SELECT dangling.table_name, dangling.key, dangling.column_name, dangling.value,
       'no instance has this id' AS reason,
       'add the instance to instance.csv or correct the id' AS remedy
  FROM (
        SELECT 'package', package.package_id, 'instance_id', package.instance_id
          FROM marketplace.package AS package
         WHERE NOT EXISTS (SELECT FROM marketplace.instance AS known
                            WHERE known.instance_id = package.instance_id)
       ) AS dangling (table_name, key, column_name, value)
 ORDER BY dangling.table_name, dangling.key COLLATE "C", dangling.column_name
