-- The bare reading that a draft is measured against: the columns of order lines that a run reads.
SELECT fact.line_id, fact.product_id, fact.customer_id, fact.line_type, fact.trial, fact.currency,
       fact.list_amount, fact.sales_amount, fact.voucher_amount, fact.cash_amount,
       fact.credit_amount, fact.cash_coupon_amount, fact.vat_amount,
       fact.customer_withholding_amount, fact.quantity, fact.duration, fact.ordered_at, fact.paid_at,
       fact.activated_at, fact.effective_at, fact.csp_id, fact.operator_id, fact.offer_id,
       fact.voucher_id, fact.sku
  FROM marketplace.order_line AS fact
 WHERE true
