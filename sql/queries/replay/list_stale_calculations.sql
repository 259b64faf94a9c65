-- Calculations that nobody keeps: those under way, and those whose process is gone.
SELECT calculation.calculation_no
  FROM scratch.calculation AS calculation
 WHERE NOT calculation.is_kept
 ORDER BY calculation.calculation_no
