-- Lets the statements of a sealed run begin their life, rule 8.2: nothing to pay ends it at once.
--   $1 run_no integer
UPDATE settlement.statement AS statement
   SET state = CASE WHEN statement.payable = 0 THEN 'settled_zero' ELSE 'pending_countersign' END
 WHERE statement.run_no = $1::integer
   AND statement.state = 'planned'
