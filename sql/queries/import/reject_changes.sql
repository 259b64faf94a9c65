-- Rejects changes of known rows; where rows may be replaced, only those a sealed statement used.
--   $1 may_replace boolean
-- Returns how many.
SELECT settlement.reject_changes($1)
