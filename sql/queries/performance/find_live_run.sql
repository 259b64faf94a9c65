-- The run of a site and period that is planned and not sealed; locks nothing.
--   $1 site text   $2 period integer
-- Returns 0 or 1 row: run_no.
SELECT run.run_no
  FROM settlement.run AS run
 WHERE run.site = $1
   AND run.period = $2::integer
   AND run.state IN ('draft', 'in_review', 'approved')
