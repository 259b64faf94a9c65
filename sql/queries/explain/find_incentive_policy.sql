-- An incentive policy, rule 9.2.
--   $1 policy_id text
SELECT policy.policy_id, policy.name, policy.site, policy.valid_from, policy.valid_to, policy.cycle,
       policy.mode, policy.threshold, policy.currency::text, policy.partner_id, policy.product_id
  FROM marketplace.incentive_policy AS policy
 WHERE policy.policy_id = $1
