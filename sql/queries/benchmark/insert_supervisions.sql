-- Completes the supervision of every order line of a supervised product.
--   $1 completed_at timestamptz
INSERT INTO marketplace.supervision (line_id, status, completed_at)
SELECT fact.line_id, 'completed', $1::timestamptz
  FROM marketplace.order_line AS fact
  JOIN marketplace.product AS product ON product.product_id = fact.product_id
 WHERE product.supervised
