-- Puts payouts into a batch, in the order of their positions; the amounts are those of the statements.
--   $1 batch_no integer   $2 run_nos bigint[]   $3 statement_nos bigint[]   $4 end_to_end_ids text[]
--   $5 detail_nos bigint[]
INSERT INTO settlement.payout (batch_no, position, run_no, statement_no, end_to_end_id, detail_no,
                               amount, state)
SELECT $1::integer, listed.position, statement.run_no, statement.statement_no, listed.end_to_end_id,
       listed.detail_no, statement.payable, 'planned'
  FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::bigint[]) WITH ORDINALITY
       AS listed (run_no, statement_no, end_to_end_id, detail_no, position)
  JOIN settlement.statement AS statement
    ON statement.run_no = listed.run_no
   AND statement.statement_no = listed.statement_no
 ORDER BY listed.position
