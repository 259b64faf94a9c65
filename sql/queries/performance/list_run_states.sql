-- How far the runs of a period are, by site. Rule 9.1.
--   $1 period integer
-- Returns site, state and whether it kept its performance: of the sealed run, else of the one that is
-- planned; no row without a run.
SELECT DISTINCT ON (run.site) run.site, run.state, run.performance_no IS NOT NULL AS keeps_performance
  FROM settlement.run AS run
 WHERE run.period = $1::integer
   AND run.state IN ('draft', 'in_review', 'approved', 'sealed')
 ORDER BY run.site, (run.state = 'sealed') DESC, run.run_no DESC
