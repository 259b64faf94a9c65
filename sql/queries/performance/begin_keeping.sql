-- Lets a run that is being submitted keep performance anew.
--   $1 run_no integer
-- Returns the number under which its rows count from now on.
UPDATE settlement.run AS run
   SET performance_no = coalesce(run.performance_no, 0) + 1
 WHERE run.run_no = $1::integer
RETURNING run.performance_no
