-- Streams when customers who pay later repaid the months of usage, for each of their instances.
--   settled.least_begin timestamptz  the least instant whose month can be asked for
SELECT instance.instance_id, repayment.month, repayment.repaid_at
  FROM marketplace.customer AS customer
  JOIN marketplace.instance AS instance ON instance.customer_id = customer.customer_id
  JOIN marketplace.repayment AS repayment ON repayment.customer_id = customer.customer_id
 WHERE customer.postpaid
   AND repayment.month
       >= (SELECT date_trunc('month', timezone('UTC', current_setting('settled.least_begin')
                                               ::timestamptz) + interval '8 hours')::date)
