-- The runs of a site and period that are not over, locked against what people do with them.
--   $1 site text   $2 period integer
SELECT run.run_no, run.run_id, run.state
  FROM settlement.run AS run
 WHERE run.site = $1
   AND run.period = $2
   AND run.state IN ('computing', 'draft', 'in_review', 'approved')
 ORDER BY run.run_no
   FOR UPDATE
