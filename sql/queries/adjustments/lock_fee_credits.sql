-- Lets one transaction at a time pay back what a credit note gives back.
--   $1 invoice_id text
SELECT pg_advisory_xact_lock(hashtextextended('settled fee credit ' || $1, 0))
