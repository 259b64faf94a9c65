-- Whoever invoices, or takes the invoice of, a statement waits here for whoever does so beside it;
-- until the transaction ends.
--   $1 statement_id text
SELECT pg_advisory_xact_lock(hashtextextended('settled invoice of ' || $1, 0))
