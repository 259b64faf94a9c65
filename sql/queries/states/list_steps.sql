-- The steps of a statement in their order.
--   $1 run_no integer   $2 statement_no integer
SELECT step.step_no, step.from_state, step.to_state, step.moved_by, step.moved_at, step.reason
  FROM settlement.statement_step AS step
 WHERE step.run_no = $1::integer
   AND step.statement_no = $2::integer
 ORDER BY step.step_no
