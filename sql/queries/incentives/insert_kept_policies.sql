-- Keeps the policies by which a run computed incentives, as it read them.
--   $1 run_no   $2 policy_id[]   $3 name[]   $4 valid_from[] ISO 8601   $5 valid_to[] ('': none)
--   $6 cycle[]   $7 mode[]   $8 threshold[]   $9 currency[]   $10 partner_id[] ('': none)
--   $11 product_id[] ('': none)
INSERT INTO settlement.run_incentive_policy (
       run_no, policy_id, name, valid_from, valid_to, cycle, mode, threshold, currency, partner_id,
       product_id)
SELECT $1::integer, kept.policy_id, kept.name, kept.valid_from::timestamptz,
       nullif(kept.valid_to, '')::timestamptz, kept.cycle, kept.mode, kept.threshold,
       kept.currency, nullif(kept.partner_id, ''), nullif(kept.product_id, '')
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
              $8::bigint[], $9::text[], $10::text[], $11::text[])
       AS kept (policy_id, name, valid_from, valid_to, cycle, mode, threshold, currency,
                partner_id, product_id)
