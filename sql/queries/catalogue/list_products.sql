-- The products of a site's merchants, by key. Tax rates in millionths.
--   $1 site text
SELECT product.product_id,
       product.name,
       product.merchant_id,
       product.selling_mode,
       product.supervised,
       (product.tax_rate * 1000000)::bigint
  FROM marketplace.product AS product
  JOIN marketplace.partner AS merchant ON merchant.partner_id = product.merchant_id
 WHERE merchant.site = $1
 ORDER BY product.product_id COLLATE "C"
