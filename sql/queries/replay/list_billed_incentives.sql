-- The incentives a sealed run owed and had nothing to wait for, as it computed them.
--   $1 run_no integer
SELECT incentive.source_id, incentive.product_id, incentive.partner_id, incentive.currency::text,
       incentive.amount, incentive.ready_at
  FROM settlement.run_incentive AS incentive
 WHERE incentive.run_no = $1::integer
   AND incentive.reasons = 0
 ORDER BY incentive.partner_id, incentive.source_id
