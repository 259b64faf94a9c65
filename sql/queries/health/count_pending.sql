-- Facts that wait, by all their reasons together, as the newest plan of each site counted them.
SELECT pending.reasons, sum(pending.facts)::bigint
  FROM settlement.run_pending AS pending
 WHERE pending.run_no IN (
       SELECT max(run.run_no)
         FROM settlement.run AS run
        WHERE run.state NOT IN ('computing', 'discarded')
        GROUP BY run.site)
 GROUP BY pending.reasons
 ORDER BY pending.reasons
