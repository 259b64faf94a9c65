-- Lets one transaction at a time look for a legal number and enter it.
SELECT pg_advisory_xact_lock(hashtextextended('settled legal numbers', 0))
