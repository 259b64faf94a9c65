-- Lets the planner know the rated usage of a check.
ANALYZE check_rated
