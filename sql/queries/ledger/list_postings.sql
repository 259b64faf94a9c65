-- The postings of a period, by site, entry and number.
--   $1 site text ('': all)   $2 period integer   $3 source text ('': all)
SELECT entry.site, entry.entry_no, entry.period, entry.event, entry.source, entry.partner_id,
       entry.tab, entry.currency::text, posting.posting_no, posting.account_code, account.name,
       posting.debit, posting.credit, account.is_per_partner
  FROM settlement.journal_entry AS entry
  JOIN settlement.posting AS posting
    ON posting.site = entry.site
   AND posting.entry_no = entry.entry_no
  JOIN settlement.account AS account ON account.account_code = posting.account_code
 WHERE ($1 = '' OR entry.site = $1)
   AND entry.period = $2::integer
   AND ($3 = '' OR entry.source = $3)
 ORDER BY entry.site, entry.entry_no, posting.posting_no
