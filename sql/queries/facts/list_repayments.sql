-- When customers had repaid the credit of a month. Read through COPY, which takes no parameters.
SELECT repayment.customer_id, repayment.month, repayment.repaid_at
  FROM marketplace.repayment AS repayment
 WHERE repayment.repaid_at IS NOT NULL
 ORDER BY repayment.customer_id, repayment.month
