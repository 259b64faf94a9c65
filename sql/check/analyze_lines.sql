-- Lets the planner know the lines of a check.
ANALYZE check_line
