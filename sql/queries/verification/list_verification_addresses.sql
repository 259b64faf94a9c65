-- The addresses of the verification page, the newest first.
SELECT entered.address, entered.entered_by, entered.entered_at
  FROM settlement.verification_address AS entered
 ORDER BY entered.entry_no DESC
