-- Waits for the lock of the schema: one process migrates at a time. Held until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('settled migrations', 0))
