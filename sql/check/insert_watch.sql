-- Lists the chains of all sites: that of the run's own site is check_sight; of another site's usage,
-- which a partner's performance knows as well, there are the lines that its sealed runs have formed
-- (rules 4.3 and 9.1).
INSERT INTO check_watch (site, chain_no, period, sees_after, sees_to)
SELECT checked.site, sight.chain_no, sight.period, sight.sees_after, sight.sees_to
  FROM check_sight AS sight
 CROSS JOIN check_run AS checked
 UNION ALL
SELECT sealed.site, sealed.chain_no, sealed.period,
       coalesce(max(sealed.as_of) OVER (PARTITION BY sealed.site
                                            ORDER BY sealed.chain_no
                                        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
                '-infinity'),
       sealed.as_of
  FROM settlement.run AS sealed
  JOIN check_run AS checked ON sealed.site <> checked.site
 WHERE sealed.state = 'sealed'
