-- What sealed runs of a site have billed of incentives, by policy, partner and cycle. Rule 9.2.
--   $1 site text
-- Returns policy_id, partner_id, cycle (as in the source id), amount, lines.
-- All partners of a policy share a source id: lines are looked up once for each, and the partner is their
-- statement's.
WITH source AS MATERIALIZED (
     SELECT DISTINCT incentive.run_no, incentive.source_id, incentive.policy_id
       FROM settlement.run_incentive AS incentive
       JOIN settlement.run AS run ON run.run_no = incentive.run_no
      WHERE run.site = $1
        AND run.state = 'sealed')
SELECT source.policy_id, statement.partner_id,
       split_part(substr(source.source_id, length(source.policy_id) + 2), '/', 1) AS cycle,
       sum(billed.amount)::bigint AS amount, count(*) AS lines
  FROM source
  JOIN settlement.line AS billed
    ON billed.source_id = source.source_id
   AND billed.source_kind = 4
   AND billed.run_no = source.run_no
  JOIN settlement.statement AS statement
    ON statement.run_no = billed.run_no
   AND statement.statement_no = billed.statement_no
 GROUP BY source.policy_id, statement.partner_id,
       split_part(substr(source.source_id, length(source.policy_id) + 2), '/', 1)
 ORDER BY source.policy_id, statement.partner_id, cycle
