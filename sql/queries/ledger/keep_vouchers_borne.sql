-- Writes with each statement of a run in review what the platform bears of its vouchers.
--   $1 run_no integer   $2 statement_no bigint[]  of those with any   $3 minor units bigint[], of each
UPDATE settlement.statement AS statement
   SET vouchers_borne = coalesce(borne.amount, 0)
  FROM settlement.statement AS planned
  LEFT JOIN unnest($2::bigint[], $3::bigint[]) AS borne (statement_no, amount)
    ON borne.statement_no = planned.statement_no
 WHERE planned.run_no = $1::integer
   AND statement.run_no = planned.run_no
   AND statement.statement_no = planned.statement_no
