-- Names the statements of a sealed run by the numbers they have in a calculation.
--   $1 calculation_no integer   $2 run_no integer   $3 statement_no bigint[]   $4 statement_id text[]
INSERT INTO scratch.statement (calculation_no, run_no, statement_no, statement_id)
SELECT $1::integer, $2::integer, made.statement_no, made.statement_id
  FROM unnest($3::bigint[], $4::text[]) AS made (statement_no, statement_id)
