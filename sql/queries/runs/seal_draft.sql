-- Makes the lines of a run part of the sealed ones, and lets its statements begin their life, rule 8.2.
--   $1 run_no integer
SELECT settlement.seal_draft($1::integer)
