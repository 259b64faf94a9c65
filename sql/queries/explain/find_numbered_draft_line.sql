-- The line of a statement that is not sealed with a number, in the order of rule 7.2.
--   $1 run_no integer   $2 statement_no integer   $3 lines before it bigint
-- Returns 0 or 1 row: source_kind, source_id, role.
SELECT line.source_kind, line.source_id, line.role
  FROM settlement.draft_line AS line
 WHERE line.run_no = $1::integer
   AND line.statement_no = $2::integer
 ORDER BY line.natural_period, line.ready_at, line.source_kind, line.source_id COLLATE "C", line.role
OFFSET $3::bigint
 LIMIT 1
