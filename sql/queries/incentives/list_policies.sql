-- The incentive policies of a site, by key. Rule 9.2.
--   $1 site text
-- Returns policy_id, valid_from, valid_to, cycle, mode, threshold, currency, partner_id, product_id,
-- name.
SELECT policy.policy_id, policy.valid_from, policy.valid_to, policy.cycle, policy.mode,
       policy.threshold, policy.currency::text, policy.partner_id, policy.product_id, policy.name
  FROM marketplace.incentive_policy AS policy
 WHERE policy.site = $1
 ORDER BY policy.policy_id COLLATE "C"
