-- Says what a person knows of an answer that fits nothing.
--   $1 answer_no integer   $2 explained_by text   $3 explained_at timestamptz   $4 explanation text
-- Returns 0 or 1 row: answer_no.
UPDATE settlement.payment_answer AS answer
   SET explained_by = $2, explained_at = $3::timestamptz, explanation = $4
 WHERE answer.answer_no = $1::integer
   AND NOT answer.is_matched
   AND answer.explained_by IS NULL
RETURNING answer_no
