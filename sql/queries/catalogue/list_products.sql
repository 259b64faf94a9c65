-- The products of a site's merchants, by key.
--   $1 site text
SELECT product.product_id,
       product.name,
       product.merchant_id,
       product.selling_mode,
       product.supervised
  FROM marketplace.product AS product
  JOIN marketplace.partner AS merchant ON merchant.partner_id = product.merchant_id
 WHERE merchant.site = $1
 ORDER BY product.product_id COLLATE "C"
