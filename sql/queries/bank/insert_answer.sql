-- Keeps what a bank answers of a payment or a batch.
--   $1 file_no integer   $2 identity text   $3 answered_at timestamptz   $4 subject text
--   $5 status text   $6 reason text ('': none)   $7 batch_id text ('': none)
--   $8 end_to_end_id text ('': none)   $9 verdict text   $10 sentence text   $11 is_matched boolean
-- Returns 0 or 1 row: answer_no; none where the answer is kept already.
INSERT INTO settlement.payment_answer (file_no, identity, answered_at, subject, status, reason,
                                       batch_no, end_to_end_id, verdict, sentence, is_matched)
VALUES ($1::integer, $2, $3::timestamptz, $4, $5, nullif($6, ''),
        (SELECT batch.batch_no FROM settlement.payout_batch AS batch WHERE batch.batch_id = $7),
        nullif($8, ''), $9, $10, $11::boolean)
    ON CONFLICT DO NOTHING
RETURNING answer_no
