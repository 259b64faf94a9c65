-- Makes the staging tables of an import, and keeps other writers off the tables that are written.
--   $1 relations text[]  every table of the contract
--   $2 written   text[]  those that have a file
SELECT settlement.open_import($1, $2)
