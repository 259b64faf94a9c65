-- The natural periods of the incentives on the statements of a sealed run: where a cycle ended with its
-- last repayment, no instant tells which of two months it was.
--   $1 run_no integer
WITH source AS MATERIALIZED (
     SELECT DISTINCT incentive.source_id
       FROM settlement.run_incentive AS incentive
      WHERE incentive.run_no = $1::integer)
SELECT statement.partner_id, line.source_id, line.natural_period
  FROM source
  JOIN settlement.line AS line
    ON line.source_id = source.source_id
   AND line.source_kind = 4
   AND line.run_no = $1::integer
  JOIN settlement.statement AS statement
    ON statement.run_no = line.run_no
   AND statement.statement_no = line.statement_no
