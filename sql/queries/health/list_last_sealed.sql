-- The last sealed period of each site.
SELECT run.site, max(run.period)
  FROM settlement.run AS run
 WHERE run.state = 'sealed'
 GROUP BY run.site
 ORDER BY run.site
