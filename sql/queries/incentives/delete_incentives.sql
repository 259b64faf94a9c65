-- Forgets the incentives of a run that is computed again.
--   $1 run_no integer
DELETE FROM settlement.run_incentive AS incentive
 WHERE incentive.run_no = $1::integer
