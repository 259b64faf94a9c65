-- Puts a draft into review.
--   $1 run_no integer   $2 submitted_by text   $3 submitted_at timestamptz
UPDATE settlement.run AS run
   SET state = 'in_review', submitted_by = $2, submitted_at = $3::timestamptz, closed_reason = NULL
 WHERE run.run_no = $1::integer
   AND run.state = 'draft'
