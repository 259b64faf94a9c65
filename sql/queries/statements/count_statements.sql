-- How many statements a run makes.
--   $1 run_no integer
SELECT count(*)
  FROM settlement.statement AS statement
 WHERE statement.run_no = $1::integer
