-- Signs a planned batch; the table refuses the name of who planned it.
--   $1 batch_no integer   $2 approved_by text   $3 approved_at timestamptz
-- Returns 0 or 1 row: batch_no.
UPDATE settlement.payout_batch AS batch
   SET state = 'approved', approved_by = $2, approved_at = $3::timestamptz
 WHERE batch.batch_no = $1::integer
   AND batch.state = 'planned'
   AND batch.file_hash IS NOT NULL
RETURNING batch_no
