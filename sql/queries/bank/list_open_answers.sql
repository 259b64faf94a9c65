-- Answers of banks that fit nothing and that nobody has explained, by number. One that names no batch
-- of ours is of every site.
--   $1 site text ('': all)   $2 answer_no integer (0: all)
SELECT answer.answer_no, answer.answered_at, answer.subject, answer.status, answer.reason,
       answer.end_to_end_id, answer.verdict, answer.sentence
  FROM settlement.payment_answer AS answer
  LEFT JOIN settlement.payout_batch AS batch ON batch.batch_no = answer.batch_no
  LEFT JOIN settlement.paying_account AS account ON account.account_id = batch.account_id
 WHERE NOT answer.is_matched
   AND answer.explained_by IS NULL
   AND ($1 = '' OR coalesce(account.site, $1) = $1)
   AND ($2::integer = 0 OR answer.answer_no = $2::integer)
 ORDER BY answer.answer_no
