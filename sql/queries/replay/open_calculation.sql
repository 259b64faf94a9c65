-- Makes the empty partition of a calculation.
--   $1 calculation_no integer
SELECT scratch.open_calculation($1::integer)
