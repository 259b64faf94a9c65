-- What a reopening changed in the books of its month: accounts with their balance before and after,
-- minor units, debit positive, and how many entries did it.
--   $1 reopening_no integer
SELECT entry.currency::text, posting.account_code, account.name,
       coalesce(sum(posting.debit - posting.credit) FILTER (
         WHERE batch.posted_at < reopening.approved_at), 0)::bigint AS before,
       sum(posting.debit - posting.credit)::bigint AS after,
       count(DISTINCT entry.entry_no) FILTER (WHERE batch.posted_at >= reopening.approved_at) AS entries
  FROM settlement.period_reopening AS reopening
  JOIN settlement.journal_entry AS entry
    ON entry.site = reopening.site
   AND entry.period = reopening.period
  JOIN settlement.journal_batch AS batch
    ON batch.site = entry.site
   AND entry.entry_no BETWEEN batch.first_entry AND batch.last_entry
   AND (reopening.ended_at IS NULL OR batch.posted_at <= reopening.ended_at)
  JOIN settlement.posting AS posting
    ON posting.site = entry.site
   AND posting.entry_no = entry.entry_no
  JOIN settlement.account AS account ON account.account_code = posting.account_code
 WHERE reopening.reopening_no = $1::integer
 GROUP BY entry.currency, posting.account_code, account.name
HAVING count(*) FILTER (WHERE batch.posted_at >= reopening.approved_at) > 0
 ORDER BY entry.currency, posting.account_code
