-- Waits for the lock of payouts and of what banks say; the transaction keeps it.
SELECT pg_advisory_xact_lock(hashtextextended('settled payouts', 0))
