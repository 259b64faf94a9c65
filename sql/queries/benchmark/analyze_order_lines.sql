-- Lets the planner know what was generated.
ANALYZE marketplace.order_line
