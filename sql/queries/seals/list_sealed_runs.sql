-- The sealed runs of a site, in the order of the chain: run_no, then every field
-- of a run's record as text, then $2 as such a text.
--   $1 site text   $2 signed_at timestamptz   $3 unsigned boolean (only those without a head)
SELECT run.run_no, run.run_id, run.site,
       (run.period / 100)::text || '-' || lpad((run.period % 100)::text, 2, '0'),
       to_char(run.as_of AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), run.chain_no::text,
       run.planned_by, to_char(run.planned_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       run.engine, run.facts_read::text, run.lines::text, run.pending::text, run.rejected::text,
       encode(run.content_hash, 'hex'), run.submitted_by,
       to_char(run.submitted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       run.approved_by,
       to_char(run.approved_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), run.sealed_by,
       to_char(run.sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       to_char($2::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
  FROM settlement.run AS run
 WHERE run.site = $1
   AND run.state = 'sealed'
   AND NOT ($3::boolean AND EXISTS (
       SELECT FROM settlement.seal_head AS head WHERE head.run_no = run.run_no))
 ORDER BY run.chain_no
