-- One product as today's catalogue has it; columns as in catalogue/list_products.
--   $1 product_id text
SELECT product.product_id, product.name, product.merchant_id, product.selling_mode,
       product.supervised, (product.tax_rate * 1000000)::bigint
  FROM marketplace.product AS product
  JOIN marketplace.partner AS merchant ON merchant.partner_id = product.merchant_id
 WHERE product.product_id = $1
