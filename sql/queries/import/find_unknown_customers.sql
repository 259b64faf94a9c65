-- Finds references to customers that do not exist.
-- Returns, by table and key: table_name, key (its parts joined by '/'), column_name, value, reason,
--   remedy.
SELECT dangling.table_name, dangling.key, dangling.column_name, dangling.value,
       'no customer has this id' AS reason,
       'add the customer to customer.csv or correct the id' AS remedy
  FROM (
        SELECT 'order_line', line.line_id, 'customer_id', line.customer_id
          FROM marketplace.order_line AS line
         WHERE NOT EXISTS (SELECT FROM marketplace.customer AS known
                            WHERE known.customer_id = line.customer_id)
         UNION ALL
        SELECT 'repayment',
               concat_ws('/', repayment.customer_id, repayment.month),
               'customer_id', repayment.customer_id
          FROM marketplace.repayment AS repayment
         WHERE NOT EXISTS (SELECT FROM marketplace.customer AS known
                            WHERE known.customer_id = repayment.customer_id)
         UNION ALL
        SELECT 'instance', instance.instance_id, 'customer_id', instance.customer_id
          FROM marketplace.instance AS instance
         WHERE NOT EXISTS (SELECT FROM marketplace.customer AS known
                            WHERE known.customer_id = instance.customer_id)
         UNION ALL
        SELECT 'offer_customer',
               concat_ws('/', listed.offer_id, listed.customer_id),
               'customer_id', listed.customer_id
          FROM marketplace.offer_customer AS listed
         WHERE NOT EXISTS (SELECT FROM marketplace.customer AS known
                            WHERE known.customer_id = listed.customer_id)
       ) AS dangling (table_name, key, column_name, value)
 ORDER BY dangling.table_name, dangling.key COLLATE "C", dangling.column_name
