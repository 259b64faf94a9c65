-- Settles the visibility of the generated rows, so that no round pays for it.
VACUUM ANALYZE marketplace.order_line
