-- What sealed runs of a site have billed of incentives, by policy, partner and cycle. Rule 9.2.
--   $1 site text
-- Returns policy_id, partner_id, cycle (as in the source id), amount, lines.
SELECT incentive.policy_id, incentive.partner_id,
       split_part(substr(incentive.source_id, length(incentive.policy_id) + 2), '/', 1) AS cycle,
       sum(billed.amount)::bigint AS amount, count(*) AS lines
  FROM settlement.run_incentive AS incentive
  JOIN settlement.run AS run ON run.run_no = incentive.run_no
  JOIN settlement.line AS billed
    ON billed.source_id = incentive.source_id
   AND billed.source_kind = 4
   AND billed.run_no = incentive.run_no
  JOIN settlement.statement AS statement
    ON statement.run_no = billed.run_no
   AND statement.statement_no = billed.statement_no
   AND statement.partner_id = incentive.partner_id
 WHERE run.site = $1
   AND run.state = 'sealed'
 GROUP BY incentive.policy_id, incentive.partner_id,
       split_part(substr(incentive.source_id, length(incentive.policy_id) + 2), '/', 1)
 ORDER BY incentive.policy_id, incentive.partner_id, cycle
