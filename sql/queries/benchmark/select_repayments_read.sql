-- The bare reading of the columns of repayments that a run reads.
SELECT repayment.customer_id, repayment.month, repayment.repaid_at
  FROM marketplace.repayment AS repayment
