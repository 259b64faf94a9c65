-- Whose product it is.
--   $1 product_id text
-- Returns 0 or 1 row: merchant_id.
SELECT product.merchant_id
  FROM marketplace.product AS product
 WHERE product.product_id = $1
