-- An instance with what the gates and payees of its usage look at.
--   $1 instance_id text   $2 month date, its 1st
-- Returns 0 or 1 row; line_id, csp_id and operator_id null where there is none, merchant_id and site
-- null where the product has no merchant.
SELECT instance.instance_id, instance.line_id, instance.product_id, instance.customer_id,
       instance.price_plan_id, instance.opened_at, instance.closed_at, plan.model, plan.accumulate,
       plan.currency::text, coalesce(customer.postpaid, false), repayment.repaid_at,
       coalesce(origin.csp_id, customer.csp_id),
       origin.operator_id, merchant.partner_id, merchant.site
  FROM marketplace.instance AS instance
  LEFT JOIN marketplace.price_plan AS plan ON plan.price_plan_id = instance.price_plan_id
  LEFT JOIN marketplace.customer AS customer ON customer.customer_id = instance.customer_id
  LEFT JOIN marketplace.order_line AS origin ON origin.line_id = instance.line_id
  LEFT JOIN marketplace.repayment AS repayment
    ON repayment.customer_id = instance.customer_id
   AND repayment.month = $2
  LEFT JOIN marketplace.product AS product ON product.product_id = instance.product_id
  LEFT JOIN marketplace.partner AS merchant ON merchant.partner_id = product.merchant_id
 WHERE instance.instance_id = $1
