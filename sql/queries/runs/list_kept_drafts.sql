-- Runs of a site that were replaced by another plan and still have their lines.
--   $1 site text
SELECT run.run_no
  FROM settlement.run AS run
 WHERE run.site = $1
   AND run.state = 'discarded'
   AND to_regclass('settlement.' || settlement.line_table(run.run_no)) IS NOT NULL
 ORDER BY run.run_no
