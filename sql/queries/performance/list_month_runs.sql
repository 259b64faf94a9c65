-- The runs that a period's performance is of, by site: the sealed one, else the one that is planned.
-- Rules 9.1 and 9.2.
--   $1 period integer
-- Returns site, run_no, run_id, whether it is sealed, whether it kept figures, and whether it kept how
-- far partners had come; no row of a site without a run.
SELECT DISTINCT ON (run.site) run.site, run.run_no, run.run_id, run.state = 'sealed' AS is_sealed,
       run.performance_no IS NOT NULL AS keeps_figures, run.keeps_progress
  FROM settlement.run AS run
 WHERE run.period = $1::integer
   AND run.state IN ('draft', 'in_review', 'approved', 'sealed')
 ORDER BY run.site, (run.state = 'sealed') DESC, run.run_no DESC
