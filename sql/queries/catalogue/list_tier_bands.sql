-- The bands of every tier policy, ascending. Increments in millionths.
SELECT tier.tier_policy_id,
       tier.from_amount,
       (tier.increment_rate * 1000000)::bigint
  FROM marketplace.tier_policy AS tier
 ORDER BY tier.tier_policy_id COLLATE "C", tier.from_amount
