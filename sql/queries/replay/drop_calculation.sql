-- Drops all of a calculation.
--   $1 calculation_no integer
SELECT scratch.drop_calculation($1::integer)
