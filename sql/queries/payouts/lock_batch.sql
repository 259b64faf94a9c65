-- Keeps others off a batch until the transaction ends.
--   $1 batch_id text
-- Returns 0 or 1 row: batch_no.
SELECT batch.batch_no
  FROM settlement.payout_batch AS batch
 WHERE batch.batch_id = $1
   FOR UPDATE
