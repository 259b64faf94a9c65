-- Drops what a run that is given up wrote: lines, planned statements, usage.
--   $1 run_no integer
SELECT settlement.drop_draft($1::integer)
