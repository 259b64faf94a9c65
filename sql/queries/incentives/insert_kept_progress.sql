-- Keeps how far partners had come under the policies of a run's month.
--   $1 run_no   $2 policy_id[]   $3 partner_id[]   $4 basis[]   $5 open_credits[]
INSERT INTO settlement.run_incentive_progress (run_no, policy_id, partner_id, basis, open_credits)
SELECT $1::integer, kept.policy_id, kept.partner_id, kept.basis, kept.open_credits
  FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[])
       AS kept (policy_id, partner_id, basis, open_credits)
