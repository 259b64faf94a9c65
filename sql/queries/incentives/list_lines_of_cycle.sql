-- What sealed statements of a partner have billed of incentives, by the statement's month.
--   $1 partner_id text   $2 source_id text[]
-- Returns source_id, statement_id, amount.
SELECT line.source_id, statement.statement_id, line.amount
  FROM settlement.line AS line
  JOIN settlement.statement AS statement
    ON statement.run_no = line.run_no
   AND statement.statement_no = line.statement_no
  JOIN settlement.run AS run ON run.run_no = line.run_no
 WHERE line.source_kind = 4
   AND line.source_id = ANY ($2::text[])
   AND statement.partner_id = $1
   AND run.state = 'sealed'
 ORDER BY run.period, line.source_id
