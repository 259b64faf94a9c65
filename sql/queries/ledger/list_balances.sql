-- Balances of accounts in a period, minor units, debit positive: what was brought forward, what was
-- debited and credited, by site, currency and account, and by partner and tab where the account is
-- kept so and $3 asks for it.
--   $1 site text ('': all)   $2 period integer   $3 by_partner boolean   $4 account_code text ('': all)
SELECT entry.site, entry.currency::text, posting.account_code, account.name, account.kind,
       CASE WHEN $3::boolean AND account.is_per_partner THEN entry.partner_id ELSE '' END AS partner_id,
       CASE WHEN $3::boolean AND account.is_per_partner THEN entry.tab ELSE '' END AS tab,
       coalesce(sum(posting.debit - posting.credit) FILTER (
         WHERE entry.period < $2::integer), 0)::bigint AS brought_forward,
       coalesce(sum(posting.debit) FILTER (WHERE entry.period = $2::integer), 0)::bigint AS debit,
       coalesce(sum(posting.credit) FILTER (WHERE entry.period = $2::integer), 0)::bigint AS credit
  FROM settlement.journal_entry AS entry
  JOIN settlement.posting AS posting
    ON posting.site = entry.site
   AND posting.entry_no = entry.entry_no
  JOIN settlement.account AS account ON account.account_code = posting.account_code
 WHERE ($1 = '' OR entry.site = $1)
   AND ($4 = '' OR posting.account_code = $4)
   AND entry.period <= $2::integer
 GROUP BY entry.site, entry.currency, posting.account_code, account.name, account.kind, 6, 7
 ORDER BY entry.site, entry.currency, posting.account_code, partner_id, tab
