-- Signs the content of a run in review.
--   $1 run_no integer   $2 approved_by text   $3 approved_at timestamptz
UPDATE settlement.run AS run
   SET state = 'approved', approved_by = $2, approved_at = $3::timestamptz,
       approved_hash = run.content_hash
 WHERE run.run_no = $1::integer
   AND run.state = 'in_review'
