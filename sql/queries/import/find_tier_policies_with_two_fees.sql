-- Finds tier policies whose bands name different base fees: the waiver applies only while the fee
-- of the terms is the one base fee of the policy (rule 5.7).
-- Returns, by table and key: table_name, key (its parts joined by '/'), column_name, value, reason,
--   remedy.
SELECT 'tier_policy' AS table_name, concat_ws('/', band.tier_policy_id, band.from_amount) AS key,
       'base_fee_rate' AS column_name, band.base_fee_rate::text AS value,
       'the first band of the policy names the base fee ' || policy.base_fee_rate AS reason,
       'give every band of the policy the same base fee' AS remedy
  FROM marketplace.tier_policy AS band
  JOIN (SELECT DISTINCT ON (first.tier_policy_id) first.tier_policy_id, first.base_fee_rate
          FROM marketplace.tier_policy AS first
         ORDER BY first.tier_policy_id, first.from_amount) AS policy
    ON policy.tier_policy_id = band.tier_policy_id
 WHERE band.base_fee_rate <> policy.base_fee_rate
 ORDER BY band.tier_policy_id, band.from_amount
