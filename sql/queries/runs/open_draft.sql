-- Makes the empty partition of a run's lines.
--   $1 run_no integer
SELECT settlement.open_draft($1::integer)
