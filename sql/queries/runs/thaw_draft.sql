-- Lets the lines of a run that comes back from review be replaced.
--   $1 run_no integer
SELECT settlement.thaw_draft($1::integer)
