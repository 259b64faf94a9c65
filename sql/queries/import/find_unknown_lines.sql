-- Finds refunds, supervisions and instances of order lines that do not exist.
-- Returns, by table and key: table_name, key (its parts joined by '/'), column_name, value, reason,
--   remedy.
SELECT dangling.table_name, dangling.key, dangling.column_name, dangling.value,
       'no order line has this id' AS reason,
       'add the order line to order_line.csv or correct the id' AS remedy
  FROM (
        SELECT 'refund', refund.refund_id, 'line_id', refund.line_id
          FROM marketplace.refund AS refund
         WHERE NOT EXISTS (SELECT FROM marketplace.order_line AS known
                            WHERE known.line_id = refund.line_id)
         UNION ALL
        SELECT 'supervision', supervision.line_id, 'line_id', supervision.line_id
          FROM marketplace.supervision AS supervision
         WHERE NOT EXISTS (SELECT FROM marketplace.order_line AS known
                            WHERE known.line_id = supervision.line_id)
         UNION ALL
        SELECT 'instance', instance.instance_id, 'line_id', instance.line_id
          FROM marketplace.instance AS instance
         WHERE instance.line_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM marketplace.order_line AS known
                            WHERE known.line_id = instance.line_id)
       ) AS dangling (table_name, key, column_name, value)
 ORDER BY dangling.table_name, dangling.key COLLATE "C", dangling.column_name
