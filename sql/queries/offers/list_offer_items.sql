-- What offers cover, by offer; rates in millionths, quantities in ten-thousandths.
-- Returns offer_id, product_id, sku ('': any), discount_rate, quantity (null: any).
SELECT item.offer_id, item.product_id, item.sku, (item.discount_rate * 1000000)::bigint,
       (item.quantity * 10000)::bigint
  FROM marketplace.offer_item AS item
 ORDER BY item.offer_id COLLATE "C", item.product_id COLLATE "C", item.sku COLLATE "C"
