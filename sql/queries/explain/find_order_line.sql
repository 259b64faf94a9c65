-- An order line with what its gates look at, and the site whose runs settle it: that of its
-- product's merchant.
--   $1 line_id text
-- Returns 0 or 1 row; the quantity in ten-thousandths, merchant_id and site null where the product
-- has no merchant.
SELECT fact.line_id, fact.order_id, fact.product_id, fact.customer_id, fact.line_type, fact.trial,
       fact.currency::text, fact.list_amount, fact.sales_amount, fact.voucher_amount,
       fact.cash_amount, fact.credit_amount, fact.cash_coupon_amount, fact.vat_amount,
       fact.customer_withholding_amount, (fact.quantity * 10000)::bigint, fact.duration,
       fact.ordered_at, fact.paid_at, fact.activated_at, fact.effective_at, fact.csp_id,
       fact.operator_id, fact.offer_id, fact.voucher_id, supervision.status,
       supervision.completed_at, repayment.repaid_at, merchant.partner_id, merchant.site
  FROM marketplace.order_line AS fact
  LEFT JOIN marketplace.supervision AS supervision ON supervision.line_id = fact.line_id
  LEFT JOIN marketplace.repayment AS repayment
    ON repayment.customer_id = fact.customer_id
   AND repayment.month = date_trunc('month', timezone('UTC', fact.paid_at) + interval '8 hours')::date
  LEFT JOIN marketplace.product AS product ON product.product_id = fact.product_id
  LEFT JOIN marketplace.partner AS merchant ON merchant.partner_id = product.merchant_id
 WHERE fact.line_id = $1
