-- How many facts of a partner's tab and currency wait in a run, and why.
--   $1 run_no integer   $2 partner_id text   $3 tab text   $4 currency text
SELECT pending.reasons, pending.facts, pending.amount
  FROM settlement.run_pending AS pending
 WHERE pending.run_no = $1::integer
   AND pending.partner_id = $2
   AND pending.tab = $3
   AND pending.currency = $4
 ORDER BY pending.reasons
