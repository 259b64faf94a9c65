-- One run by its id, locked against other changes until the transaction ends.
--   $1 run_id text
SELECT run.run_no, run.run_id, run.site, run.period, run.as_of, run.state, run.chain_no,
       run.planned_by, run.planned_at, run.engine, run.facts_read, run.lines, run.pending,
       run.rejected, run.content_hash, run.submitted_by, run.submitted_at, run.approved_by,
       run.approved_at, run.approved_hash, run.sealed_by, run.sealed_at, run.closed_reason
  FROM settlement.run AS run
 WHERE run.run_id = $1
   FOR UPDATE
