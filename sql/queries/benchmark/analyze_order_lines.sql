-- Lets the planner know what was generated, and marks it as old, as the server's own vacuum does some
-- time after an import.
VACUUM (ANALYZE) marketplace.order_line
