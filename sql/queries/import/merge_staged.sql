-- Takes the staged rows of a table over.
--   $1 relation text   $2 keys text[]   $3 columns text[]
-- Returns 1 row: inserted, replaced, unchanged, lacks_statistics (its owner must make them).
SELECT merged.inserted, merged.replaced, merged.unchanged, merged.lacks_statistics
  FROM settlement.merge_staged($1, $2, $3) AS merged
