-- The last number and the hash of a site's journal.
--   $1 site text
-- Returns 0 or 1 row.
SELECT batch.last_entry, batch.batch_hash
  FROM settlement.journal_batch AS batch
 WHERE batch.site = $1
 ORDER BY batch.first_entry DESC
 LIMIT 1
