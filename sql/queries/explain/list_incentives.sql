-- An incentive as each live or sealed run computed it, oldest run first, rule 9.2.
--   $1 source_id text
SELECT run.run_no, run.run_id, run.state, run.period, incentive.partner_id, incentive.policy_id,
       incentive.product_id, incentive.currency::text, incentive.basis, incentive.earned,
       incentive.billed, incentive.amount, incentive.ready_at, incentive.reasons, run.site
  FROM settlement.run AS run
  JOIN settlement.run_incentive AS incentive ON incentive.run_no = run.run_no
 WHERE incentive.source_id = $1
   AND run.state IN ('draft', 'in_review', 'approved', 'sealed')
 ORDER BY run.period, run.run_no, incentive.partner_id COLLATE "C"
