-- How far a partner had come under the policies that a run kept, by policy.
--   $1 run_no integer   $2 partner_id text
SELECT kept.policy_id, kept.basis, kept.open_credits
  FROM settlement.run_incentive_progress AS kept
 WHERE kept.run_no = $1::integer
   AND kept.partner_id = $2
 ORDER BY kept.policy_id
