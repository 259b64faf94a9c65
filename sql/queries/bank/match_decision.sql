-- Matches a movement by hand to a payout: what is left of it stays to be explained.
--   $1 entry_no integer   $2 detail integer   $3 verdict text   $4 sentence text
--   $5 end_to_end_id text   $6 remainder bigint
-- Returns 0 or 1 row: entry_no.
UPDATE settlement.bank_decision AS decision
   SET verdict = $3, sentence = $4, end_to_end_id = $5, remainder = $6::bigint
 WHERE decision.entry_no = $1::integer
   AND decision.detail = $2::integer
   AND decision.explained_by IS NULL
   AND decision.end_to_end_id IS NULL
RETURNING entry_no
