-- The calendars of a site, rule 8.3, newest first: run day, and working days of each step.
--   $1 site text
SELECT policy.valid_from, policy.run_day, policy.review_days, policy.countersign_days,
       policy.invoice_check_days, policy.payment_days
  FROM settlement.site_policy AS policy
 WHERE policy.site = $1
 ORDER BY policy.valid_from DESC
