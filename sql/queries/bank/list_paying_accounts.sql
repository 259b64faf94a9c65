-- Our accounts, by id.
SELECT account.account_id, account.site, account.currency::text, account.holder, account.holder_latin,
       account.account, account.bic, account.bank_name, account.town, account.country::text,
       account.profile, account.file_form, account.opened_by, account.opened_at
  FROM settlement.paying_account AS account
 ORDER BY account.account_id
