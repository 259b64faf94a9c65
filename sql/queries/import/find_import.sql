-- Whether there is an import of that name.
--   $1 import_id text
-- Returns 1 row: known.
SELECT EXISTS (SELECT FROM settlement.import AS loaded WHERE loaded.import_id = $1)
