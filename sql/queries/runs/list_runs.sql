-- Runs, newest period first.
--   $1 site text ('': all)   $2 period integer (0: all)
SELECT run.run_no, run.run_id, run.site, run.period, run.as_of, run.state, run.chain_no,
       run.planned_by, run.planned_at, run.engine, run.facts_read, run.lines, run.pending,
       run.rejected, run.content_hash, run.submitted_by, run.submitted_at, run.approved_by,
       run.approved_at, run.approved_hash, run.sealed_by, run.sealed_at, run.closed_reason
  FROM settlement.run AS run
 WHERE ($1 = '' OR run.site = $1)
   AND ($2::integer = 0 OR run.period = $2::integer)
 ORDER BY run.period DESC, run.site, run.run_no DESC
