-- The merchants' statements of a sealed run that lack lines: the digest that they were sealed with, and
-- how many lines are gone.
--   $1 run_no integer
-- Returns statement_no, line_digest, lines.
SELECT lack.statement_no, statement.line_digest,
       statement.line_count - (
       SELECT count(*)
         FROM settlement.line AS held
        WHERE held.run_no = $1::integer
          AND held.statement_no = lack.statement_no)
  FROM check_lack AS lack
  JOIN settlement.statement AS statement
    ON statement.run_no = $1::integer
   AND statement.statement_no = lack.statement_no
 ORDER BY lack.statement_no
