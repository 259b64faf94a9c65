-- Counts the lines that were derived and stand on a statement of the run.
-- Returns one row: the count.
SELECT count(*)
  FROM check_line AS line
 WHERE line.statement_no IS NOT NULL
