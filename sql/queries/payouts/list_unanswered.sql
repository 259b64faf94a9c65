-- Payouts of a site that the bank was to execute up to a day and has not booked, by batch.
--   $1 site text   $2 until date
-- Returns the batch, how many they are, and of how many the bank has answered anything.
SELECT batch.batch_id, count(*),
       count(*) FILTER (WHERE EXISTS (
             SELECT FROM settlement.payment_answer AS answer
              WHERE answer.end_to_end_id = payout.end_to_end_id))
  FROM settlement.payout AS payout
  JOIN settlement.payout_batch AS batch ON batch.batch_no = payout.batch_no
  JOIN settlement.paying_account AS account ON account.account_id = batch.account_id
 WHERE account.site = $1
   AND payout.state = 'sent'
   AND batch.execution_date <= $2::date
 GROUP BY batch.batch_no, batch.batch_id
 ORDER BY batch.batch_no
