-- Balances of accounts in a period, minor units, debit positive: what was brought forward, what was
-- debited and credited, by site, currency and account, and by partner and tab where the account is
-- kept so and $3 asks for it.
--   $1 site text ('': all)   $2 period integer   $3 by_partner boolean   $4 account_code text ('': all)
SELECT posting.site, posting.currency::text, posting.account_code, account.name, account.kind,
       CASE WHEN $3::boolean AND account.is_per_partner THEN posting.partner_id ELSE '' END AS partner_id,
       CASE WHEN $3::boolean AND account.is_per_partner THEN posting.tab ELSE '' END AS tab,
       coalesce(sum(posting.debit - posting.credit) FILTER (
         WHERE posting.period < $2::integer), 0)::bigint AS brought_forward,
       coalesce(sum(posting.debit) FILTER (WHERE posting.period = $2::integer), 0)::bigint AS debit,
       coalesce(sum(posting.credit) FILTER (WHERE posting.period = $2::integer), 0)::bigint AS credit
  FROM settlement.posting AS posting
  JOIN settlement.account AS account ON account.account_code = posting.account_code
 WHERE ($1 = '' OR posting.site = $1)
   AND ($4 = '' OR posting.account_code = $4)
   AND posting.period <= $2::integer
 GROUP BY posting.site, posting.currency, posting.account_code, account.name, account.kind, 6, 7
 ORDER BY posting.site, posting.currency, posting.account_code, partner_id, tab
