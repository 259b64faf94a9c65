-- The runs of a site that are neither sealed nor given up, oldest period first.
--   $1 site text
SELECT run.run_no, run.run_id, run.state, run.period, run.as_of, run.chain_no, run.lines
  FROM settlement.run AS run
 WHERE run.site = $1
   AND run.state IN ('draft', 'in_review', 'approved')
 ORDER BY run.period, run.run_no
