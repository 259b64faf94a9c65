-- Lists the chains of all sites: that of the run's own site is check_sight; of another site's usage,
-- which a partner's performance knows as well, there are the lines that its sealed runs have formed
-- (rules 4.3 and 9.1).
INSERT INTO check_watch (run_no, site, chain_no, period)
SELECT sight.run_no, checked.site, sight.chain_no, sight.period
  FROM check_sight AS sight
 CROSS JOIN check_run AS checked
 UNION ALL
SELECT sealed.run_no, sealed.site, sealed.chain_no, sealed.period
  FROM settlement.run AS sealed
  JOIN check_run AS checked ON sealed.site <> checked.site
 WHERE sealed.state = 'sealed'
