-- What vouchers ask of products, by key; no row where there are no vouchers.
-- Returns product_id, selling_mode, charging_mode.
SELECT product.product_id, product.selling_mode, product.charging_mode
  FROM marketplace.product AS product
 WHERE EXISTS (SELECT 1 FROM marketplace.voucher AS voucher)
 ORDER BY product.product_id COLLATE "C"
