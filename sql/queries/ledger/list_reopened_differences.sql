-- What a reopening changed in the books of its month: accounts with their balance before and after,
-- minor units, debit positive, and how many entries did it.
--   $1 reopening_no integer
SELECT posting.currency::text, posting.account_code, account.name,
       coalesce(sum(posting.debit - posting.credit) FILTER (
         WHERE batch.posted_at < reopening.approved_at), 0)::bigint AS before,
       sum(posting.debit - posting.credit)::bigint AS after,
       count(DISTINCT posting.entry_no) FILTER (WHERE batch.posted_at >= reopening.approved_at) AS entries
  FROM settlement.period_reopening AS reopening
  JOIN settlement.posting AS posting
    ON posting.site = reopening.site
   AND posting.period = reopening.period
  JOIN settlement.journal_batch AS batch
    ON batch.site = posting.site
   AND posting.entry_no BETWEEN batch.first_entry AND batch.last_entry
   AND (reopening.ended_at IS NULL OR batch.posted_at <= reopening.ended_at)
  JOIN settlement.account AS account ON account.account_code = posting.account_code
 WHERE reopening.reopening_no = $1::integer
 GROUP BY posting.currency, posting.account_code, account.name
HAVING count(*) FILTER (WHERE batch.posted_at >= reopening.approved_at) > 0
 ORDER BY posting.currency, posting.account_code
