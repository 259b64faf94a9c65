-- The site whose runs settle an order line: that of its product's merchant.
--   $1 line_id text
SELECT merchant.site, fact.product_id, merchant.partner_id
  FROM marketplace.order_line AS fact
  LEFT JOIN marketplace.product AS product ON product.product_id = fact.product_id
  LEFT JOIN marketplace.partner AS merchant ON merchant.partner_id = product.merchant_id
 WHERE fact.line_id = $1
