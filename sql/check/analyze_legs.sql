-- Lets the planner know the legs of a check.
ANALYZE check_leg, check_waiver
