-- Ends a hold.
--   $1 hold_no integer   $2 released_at timestamptz   $3 released_by text
UPDATE settlement.hold AS hold
   SET released_at = $2::timestamptz, released_by = $3
 WHERE hold.hold_no = $1::integer
   AND hold.released_at IS NULL
RETURNING hold.hold_no
