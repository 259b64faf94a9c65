-- How far partners had come under the policies that a run kept, by policy and partner.
--   $1 run_no integer   $2 partner_id text ('': all)
SELECT kept.policy_id, kept.partner_id, kept.basis, kept.open_credits
  FROM settlement.run_incentive_progress AS kept
 WHERE kept.run_no = $1::integer
   AND $2 IN ('', kept.partner_id)
 ORDER BY kept.policy_id, kept.partner_id
