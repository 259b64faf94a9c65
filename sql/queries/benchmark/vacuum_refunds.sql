-- The same for refunds.
VACUUM ANALYZE marketplace.refund
