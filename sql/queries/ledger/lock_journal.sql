-- Waits for the lock of a site's journal; the transaction keeps it.
--   $1 site text
SELECT pg_advisory_xact_lock(hashtextextended('settled journal ' || $1, 0))
