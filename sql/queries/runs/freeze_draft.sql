-- Indexes and freezes the lines of a run that goes into review.
--   $1 run_no integer
SELECT settlement.freeze_draft($1::integer)
