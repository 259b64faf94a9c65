-- Drops the lines of a run that is given up.
--   $1 run_no integer
SELECT settlement.drop_draft($1::integer)
