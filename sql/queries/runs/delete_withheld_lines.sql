-- Takes the lines of statements that are not made out of a draft again.
--   $1 run_no integer   $2 statement_no bigint[]
DELETE FROM settlement.draft_line AS line
 WHERE line.run_no = $1::integer
   AND line.statement_no = ANY ($2::bigint[]::integer[])
