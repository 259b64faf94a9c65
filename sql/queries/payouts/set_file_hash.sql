-- Says what file a planned batch becomes.
--   $1 batch_no integer   $2 file_hash bytea
UPDATE settlement.payout_batch AS batch
   SET file_hash = $2::bytea
 WHERE batch.batch_no = $1::integer
   AND batch.state = 'planned'
   AND batch.file_hash IS NULL
