-- Lets the planner know the facts of a check.
ANALYZE check_fact
