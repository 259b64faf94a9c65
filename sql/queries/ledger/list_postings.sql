-- The postings of a period, by site, entry and number.
--   $1 site text ('': all)   $2 period integer   $3 source text ('': all)
SELECT posting.site, posting.entry_no, posting.period, posting.event, posting.source, posting.partner_id,
       posting.tab, posting.currency::text, posting.posting_no, posting.account_code, account.name,
       posting.debit, posting.credit, account.is_per_partner
  FROM settlement.posting AS posting
  JOIN settlement.account AS account ON account.account_code = posting.account_code
 WHERE ($1 = '' OR posting.site = $1)
   AND posting.period = $2::integer
   AND ($3 = '' OR posting.source = $3)
 ORDER BY posting.site, posting.entry_no, posting.posting_no
