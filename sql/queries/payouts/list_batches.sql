-- Batches of payouts, newest first, with how many payouts are in which state.
--   $1 batch_id text ('': all)
SELECT batch.batch_no, batch.batch_id, batch.account_id, account.site, account.currency::text,
       batch.execution_date, batch.state, batch.file_hash, batch.planned_by, batch.planned_at,
       batch.approved_by, batch.approved_at, batch.exported_by, batch.exported_at,
       batch.cancellation, held.payouts, held.total::text, held.paid, held.returned,
       CASE WHEN batch.state = 'exported' THEN held.cancelled ELSE 0 END AS refused, held.answered
  FROM settlement.payout_batch AS batch
  JOIN settlement.paying_account AS account ON account.account_id = batch.account_id
 CROSS JOIN LATERAL (
       SELECT count(*) AS payouts, coalesce(sum(payout.amount), 0) AS total,
              count(*) FILTER (WHERE payout.state = 'paid') AS paid,
              count(*) FILTER (WHERE payout.state = 'returned') AS returned,
              count(*) FILTER (WHERE payout.state = 'cancelled') AS cancelled,
              count(*) FILTER (WHERE EXISTS (
                    SELECT FROM settlement.payment_answer AS answer
                     WHERE answer.end_to_end_id = payout.end_to_end_id)) AS answered
         FROM settlement.payout AS payout
        WHERE payout.batch_no = batch.batch_no) AS held
 WHERE ($1 = '' OR batch.batch_id = $1)
 ORDER BY batch.batch_no DESC
