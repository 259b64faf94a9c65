-- Movements of money that nothing explains, by day and number.
--   $1 site text ('': all)   $2 until date (null: all): booked on or before it
--   $3 entry_no integer (0: all)
SELECT decision.entry_no, decision.detail, account.site, entry.account_id, account.currency::text,
       entry.booked_on, decision.amount, decision.remainder, decision.verdict, decision.sentence,
       decision.end_to_end_id, decision.candidates
  FROM settlement.bank_decision AS decision
  JOIN settlement.bank_entry AS entry ON entry.entry_no = decision.entry_no
  JOIN settlement.paying_account AS account ON account.account_id = entry.account_id
 WHERE decision.remainder <> 0
   AND decision.explained_by IS NULL
   AND ($1 = '' OR account.site = $1)
   AND ($2::date IS NULL OR entry.booked_on <= $2::date)
   AND ($3::integer = 0 OR decision.entry_no = $3::integer)
 ORDER BY entry.booked_on, decision.entry_no, decision.detail
