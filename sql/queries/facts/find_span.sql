-- The first and last instant at which an order line of a site's merchants was paid.
--   $1 site text
-- Returns 1 row: first, last (null without facts).
SELECT min(fact.paid_at), max(fact.paid_at)
  FROM marketplace.order_line AS fact
  JOIN marketplace.product AS product ON product.product_id = fact.product_id
  JOIN marketplace.partner AS merchant ON merchant.partner_id = product.merchant_id
 WHERE merchant.site = $1
