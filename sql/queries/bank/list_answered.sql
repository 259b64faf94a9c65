-- What banks last said of payouts, by end-to-end id.
--   $1 end_to_end_ids text[]
-- Returns the newest answer, and when the newest refusal and the newest of all others were written
-- (null where there is none).
SELECT DISTINCT ON (answer.end_to_end_id)
       answer.end_to_end_id, answer.answered_at, answer.status, answer.reason,
       (SELECT max(refusal.answered_at)
          FROM settlement.payment_answer AS refusal
         WHERE refusal.end_to_end_id = answer.end_to_end_id
           AND refusal.is_matched
           AND refusal.status IN ('RJCT', 'CANC')) AS refused_at,
       (SELECT max(acceptance.answered_at)
          FROM settlement.payment_answer AS acceptance
         WHERE acceptance.end_to_end_id = answer.end_to_end_id
           AND acceptance.is_matched
           AND acceptance.status NOT IN ('RJCT', 'CANC')) AS accepted_at
  FROM settlement.payment_answer AS answer
 WHERE answer.end_to_end_id = ANY ($1::text[])
 ORDER BY answer.end_to_end_id, answer.answered_at DESC, answer.answer_no DESC
