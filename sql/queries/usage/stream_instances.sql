-- Streams every instance: those of other sites so that their records are passed over, those of the
-- site and of unknown products with all that rating and pricing need.
--   settled.site text
-- Who serves the customer is named by the order line behind the instance, else by the customer
-- (rule 5.8).
SELECT instance.instance_id, coalesce(merchant.site = own.site, true) AS is_own,
       instance.product_id, instance.customer_id, instance.line_id, instance.price_plan_id,
       instance.opened_at, instance.closed_at, coalesce(fact.csp_id, customer.csp_id) AS csp_id,
       fact.operator_id, coalesce(customer.postpaid, false) AS postpaid
  FROM marketplace.instance AS instance
 CROSS JOIN (SELECT current_setting('settled.site') AS site) AS own
  LEFT JOIN marketplace.product AS product ON product.product_id = instance.product_id
  LEFT JOIN marketplace.partner AS merchant ON merchant.partner_id = product.merchant_id
  LEFT JOIN marketplace.order_line AS fact ON fact.line_id = instance.line_id
  LEFT JOIN marketplace.customer AS customer ON customer.customer_id = instance.customer_id
