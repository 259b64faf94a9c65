-- Notes the staged rows of a table whose key is known with other content.
--   $1 relation text   $2 keys text[]   $3 columns text[]
-- Returns how many.
SELECT settlement.note_changes($1, $2, $3)
