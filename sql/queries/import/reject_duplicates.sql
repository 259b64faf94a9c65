-- Rejects the staged rows of a table whose key is not theirs alone.
--   $1 relation text   $2 keys text[]   $3 may_trust boolean  leave an empty table to its key
-- Returns how many.
SELECT settlement.reject_duplicates($1, $2, $3)
