-- The same for refunds.
ANALYZE marketplace.refund
