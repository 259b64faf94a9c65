-- How many facts of a run wait for which reasons.
--   $1 run_no integer
SELECT pending.partner_id, pending.tab, pending.currency::text, pending.reasons, pending.facts,
       pending.amount
  FROM settlement.run_pending AS pending
 WHERE pending.run_no = $1::integer
 ORDER BY pending.partner_id, pending.tab, pending.currency, pending.reasons
