-- Lets the planner know what the customers of a check's partners consumed.
ANALYZE check_consumption
