-- Records that the file of an approved batch left.
--   $1 batch_no integer   $2 exported_by text   $3 exported_at timestamptz
-- Returns 0 or 1 row: batch_no.
UPDATE settlement.payout_batch AS batch
   SET state = 'exported', exported_by = $2, exported_at = $3::timestamptz
 WHERE batch.batch_no = $1::integer
   AND batch.state = 'approved'
RETURNING batch_no
