-- Gives the lock of a site's runs back.
--   $1 site text
SELECT pg_advisory_unlock(hashtextextended('settled run ' || $1, 0))
