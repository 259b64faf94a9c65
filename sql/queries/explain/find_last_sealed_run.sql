-- The last sealed run of a site; columns as in list_live_runs.
--   $1 site text
-- Returns 0 or 1 row.
SELECT run.run_no, run.run_id, run.state, run.period, run.as_of, run.chain_no, run.lines
  FROM settlement.run AS run
 WHERE run.site = $1
   AND run.state = 'sealed'
 ORDER BY run.chain_no DESC
 LIMIT 1
