-- Takes the lock of a site's runs for the session, or answers false: another process plans or seals.
--   $1 site text
SELECT pg_try_advisory_lock(hashtextextended('settled run ' || $1, 0))
