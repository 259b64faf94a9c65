-- Makes the lines of an approved run part of the sealed ones.
--   $1 run_no integer
SELECT settlement.seal_draft($1::integer)
