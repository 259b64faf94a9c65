-- Says what an answer that fitted nothing means by now.
--   $1 answer_no integer   $2 batch_id text ('': none)   $3 end_to_end_id text ('': none)
--   $4 verdict text   $5 sentence text   $6 is_matched boolean
-- Returns 0 or 1 row: answer_no; none where it means what it meant.
UPDATE settlement.payment_answer AS answer
   SET batch_no = (SELECT batch.batch_no FROM settlement.payout_batch AS batch
                    WHERE batch.batch_id = $2),
       end_to_end_id = nullif($3, ''), verdict = $4, sentence = $5, is_matched = $6::boolean
 WHERE answer.answer_no = $1::integer
   AND answer.verdict <> $4
RETURNING answer_no
