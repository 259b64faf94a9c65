-- The chart of accounts, by code.
SELECT account.account_code, account.kind, account.name, account.name_zh, account.is_per_partner
  FROM settlement.account AS account
 ORDER BY account.account_code
