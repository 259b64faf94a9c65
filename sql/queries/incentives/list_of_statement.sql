-- The incentives of a statement's partner and currency as its run kept them, in the order of the
-- statement's lines, and then what waits.
--   $1 run_no integer   $2 statement_no integer
-- Returns source_id, policy_id, product_id, basis, refunded, earned, billed, amount, reasons,
-- is_billed (it is a line of this statement).
SELECT incentive.source_id, incentive.policy_id, incentive.product_id, incentive.basis,
       incentive.refunded, incentive.earned, incentive.billed, incentive.amount, incentive.reasons,
       line.source_id IS NOT NULL AS is_billed
  FROM settlement.statement AS statement
  JOIN settlement.run_incentive AS incentive
    ON incentive.run_no = statement.run_no
   AND incentive.partner_id = statement.partner_id
   AND incentive.currency = statement.currency
  LEFT JOIN settlement.line AS line
    ON line.run_no = statement.run_no
   AND line.statement_no = statement.statement_no
   AND line.source_kind = 4
   AND line.source_id = incentive.source_id
 WHERE statement.run_no = $1::integer
   AND statement.statement_no = $2::integer
 ORDER BY line.natural_period, line.ready_at, incentive.source_id
