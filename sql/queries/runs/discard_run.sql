-- Gives a run up; its lines are dropped beside.
--   $1 run_no integer   $2 reason text
UPDATE settlement.run AS run
   SET state = 'discarded', closed_reason = $2
 WHERE run.run_no = $1::integer
   AND run.state IN ('computing', 'draft', 'in_review', 'approved')
