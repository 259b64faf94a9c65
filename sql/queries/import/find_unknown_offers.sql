-- Finds customers and items of offers that do not exist.
--   An order line that names an unknown offer or voucher is no finding here: it settles at the
--   price paid and the run carries the exception (rule 9.4).
-- Returns, by table and key: table_name, key (its parts joined by '/'), column_name, value, reason,
--   remedy.
SELECT dangling.table_name, dangling.key, dangling.column_name, dangling.value,
       'no offer has this id' AS reason,
       'add the offer to offer.csv or correct the id' AS remedy
  FROM (
        SELECT 'offer_customer',
               concat_ws('/', listed.offer_id, listed.customer_id),
               'offer_id', listed.offer_id
          FROM marketplace.offer_customer AS listed
         WHERE NOT EXISTS (SELECT FROM marketplace.offer AS known
                            WHERE known.offer_id = listed.offer_id)
         UNION ALL
        SELECT 'offer_item',
               concat_ws('/', item.offer_id, item.product_id, item.sku),
               'offer_id', item.offer_id
          FROM marketplace.offer_item AS item
         WHERE NOT EXISTS (SELECT FROM marketplace.offer AS known
                            WHERE known.offer_id = item.offer_id)
       ) AS dangling (table_name, key, column_name, value)
 ORDER BY dangling.table_name, dangling.key COLLATE "C", dangling.column_name
