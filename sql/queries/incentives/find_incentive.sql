-- An incentive as a run kept it.
--   $1 run_no integer   $2 partner_id text   $3 source_id text
-- Returns 0 or 1 row: site, policy_id, basis, billed, amount, reasons.
SELECT run.site, incentive.policy_id, incentive.basis, incentive.billed, incentive.amount,
       incentive.reasons
  FROM settlement.run_incentive AS incentive
  JOIN settlement.run AS run ON run.run_no = incentive.run_no
 WHERE incentive.run_no = $1::integer
   AND incentive.partner_id = $2
   AND incentive.source_id = $3
