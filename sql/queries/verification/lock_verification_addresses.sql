-- Lets one transaction at a time change what documents print.
SELECT pg_advisory_xact_lock(hashtextextended('settled verification addresses', 0))
