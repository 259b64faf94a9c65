-- The category of every product, for questions by category.
SELECT product.product_id, product.category
  FROM marketplace.product AS product
 ORDER BY product.product_id COLLATE "C"
