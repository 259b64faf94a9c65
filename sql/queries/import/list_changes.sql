-- Lists what this import put in the place of known rows of a table.
--   $1 relation text   $2 keys text[]   $3 page integer
-- Returns row_key, was, becomes: columns that changed with their values.
SELECT change.row_key, change.was, change.becomes
  FROM settlement.list_import_changes($1, $2, $3) AS change
