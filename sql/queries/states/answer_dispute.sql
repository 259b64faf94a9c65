-- Answers a dispute that nobody has answered.
--   $1 dispute_no integer   $2 answered_by text   $3 answered_at timestamptz   $4 answer text
--   $5 adjustment_id text ('': none)
-- Returns 0 or 1 row: dispute_no.
UPDATE settlement.dispute AS dispute
   SET answered_by = $2, answered_at = $3::timestamptz, answer = $4, adjustment_id = nullif($5, '')
 WHERE dispute.dispute_no = $1::integer
   AND dispute.answered_by IS NULL
RETURNING dispute_no
