-- The first statement whose lines are not those it was planned with, by count and sums.
--   $1 run_no integer
-- Returns 0 or 1 row: statement_no, statement_id, planned lines, found lines, planned amount, found.
SELECT statement.statement_no, statement.statement_id, statement.line_count,
       coalesce(found.lines, 0), (statement.planned_amount)::text, coalesce(found.amount, 0)::text
  FROM (SELECT line.statement_no, count(*) AS lines, sum(line.amount) AS amount
          FROM settlement.draft_line AS line
         WHERE line.run_no = $1::integer
         GROUP BY line.statement_no) AS found
  FULL JOIN (
       SELECT planned.statement_no, planned.statement_id, planned.line_count,
              planned.lines_total::numeric + planned.adjustments_total AS planned_amount
         FROM settlement.statement AS planned
        WHERE planned.run_no = $1::integer) AS statement
    ON statement.statement_no = found.statement_no
 WHERE statement.line_count IS DISTINCT FROM found.lines AND coalesce(statement.line_count, -1) <> coalesce(found.lines, 0)
    OR statement.planned_amount IS DISTINCT FROM coalesce(found.amount, 0)
 ORDER BY statement.statement_id
 LIMIT 1
