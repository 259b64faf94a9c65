-- Answers rows that earlier imports left out and this one has brought: those whose key is staged.
--   $1 import_no integer   $2 relation text   $3 keys text[]
-- Returns how many.
SELECT settlement.bring_staged($1::integer, $2, $3)
