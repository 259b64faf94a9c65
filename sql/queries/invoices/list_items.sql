-- The items of documents that were issued in partners' names, in their order.
--   $1 invoice_ids text[]
SELECT item.invoice_id, item.product_id, item.description, item.net
  FROM settlement.invoice_item AS item
 WHERE item.invoice_id = ANY ($1::text[])
 ORDER BY item.invoice_id, item.item_no
