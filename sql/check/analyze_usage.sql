-- Lets the planner know the usage of a check.
ANALYZE check_usage, check_counter, check_band
