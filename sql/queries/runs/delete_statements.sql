-- Removes the planned statements of a run that is given up.
--   $1 run_no integer
DELETE FROM settlement.statement AS statement
 WHERE statement.run_no = $1::integer
   AND statement.state = 'planned'
