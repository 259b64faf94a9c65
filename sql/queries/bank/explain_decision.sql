-- Says what a movement is that no payment explains.
--   $1 entry_no integer   $2 detail integer   $3 explained_as text   $4 explained_by text
--   $5 explained_at timestamptz   $6 explanation text
-- Returns 0 or 1 row: entry_no.
UPDATE settlement.bank_decision AS decision
   SET explained_as = $3, explained_by = $4, explained_at = $5::timestamptz, explanation = $6
 WHERE decision.entry_no = $1::integer
   AND decision.detail = $2::integer
   AND decision.remainder <> 0
   AND decision.explained_by IS NULL
RETURNING entry_no
