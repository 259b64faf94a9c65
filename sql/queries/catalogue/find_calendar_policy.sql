-- The calendar of a site in force on a day, rule 8.3: run day, and working days of each step.
--   $1 site text   $2 day date
SELECT policy.run_day, policy.review_days, policy.countersign_days, policy.invoice_check_days,
       policy.payment_days
  FROM settlement.site_policy AS policy
 WHERE policy.site = $1
   AND policy.valid_from <= $2
 ORDER BY policy.valid_from DESC
 LIMIT 1
