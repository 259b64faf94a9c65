-- Sends a run in review, or an approved one, back to being a draft.
--   $1 run_no integer   $2 reason text
UPDATE settlement.run AS run
   SET state = 'draft', submitted_by = NULL, submitted_at = NULL, approved_by = NULL,
       approved_at = NULL, approved_hash = NULL, closed_reason = $2
 WHERE run.run_no = $1::integer
   AND run.state IN ('in_review', 'approved')
