-- The run of each site whose lines are the period's: the sealed one, else the live one.
--   $1 period integer   $2 site text ('': all)
-- Returns run_no, site; at most one row a site.
SELECT DISTINCT ON (run.site) run.run_no, run.site
  FROM settlement.run AS run
 WHERE run.period = $1::integer
   AND ($2 = '' OR run.site = $2)
   AND run.state IN ('draft', 'in_review', 'approved', 'sealed')
 ORDER BY run.site, (run.state = 'sealed') DESC, run.run_no DESC
