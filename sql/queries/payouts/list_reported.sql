-- The end-to-end ids of payouts that a bank's file can be about: all that wait for a booking, those
-- that it names or whose batch it names, and paid ones of which such an amount may have come back.
--   $1 end_to_end_ids text[]   $2 batch_ids text[]   $3 returns bigint[] minor units, above zero
SELECT payout.end_to_end_id
  FROM settlement.payout AS payout
 WHERE payout.state = 'sent'
 UNION
SELECT payout.end_to_end_id
  FROM settlement.payout AS payout
 WHERE payout.end_to_end_id = ANY ($1::text[])
 UNION
SELECT payout.end_to_end_id
  FROM settlement.payout AS payout
  JOIN settlement.payout_batch AS batch ON batch.batch_no = payout.batch_no
 WHERE batch.batch_id = ANY ($2::text[])
 UNION
SELECT payout.end_to_end_id
  FROM settlement.payout AS payout
 WHERE payout.state = 'paid'
   AND payout.amount = ANY ($3::bigint[])
 ORDER BY end_to_end_id
