-- The usage lines of which a sealed run billed something.
--   $1 run_no integer
SELECT DISTINCT line.source_id
  FROM settlement.line AS line
 WHERE line.run_no = $1::integer
   AND line.source_kind = 2
