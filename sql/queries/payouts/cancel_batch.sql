-- Gives up a batch whose file has not left.
--   $1 batch_no integer   $2 cancelled_by text   $3 cancelled_at timestamptz   $4 cancellation text
-- Returns 0 or 1 row: batch_no.
UPDATE settlement.payout_batch AS batch
   SET state = 'cancelled', cancelled_by = $2, cancelled_at = $3::timestamptz, cancellation = $4
 WHERE batch.batch_no = $1::integer
   AND batch.state IN ('planned', 'approved')
RETURNING batch_no
