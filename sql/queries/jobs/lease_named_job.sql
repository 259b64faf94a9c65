-- Leases one job now, whatever its next look: a person asked for it. A failed one starts anew.
--   $1 worker text   $2 now timestamptz   $3 leased_until timestamptz   $4 kind text   $5 job_key text
-- Returns 0 rows when it is done, or another worker holds it.
UPDATE settlement.job AS job
   SET state = 'running', worker = $1, leased_until = $3::timestamptz, finished_at = NULL,
       tries = CASE job.state WHEN 'failed' THEN 0 ELSE job.tries END,
       deaths = CASE job.state WHEN 'failed' THEN 0
                               ELSE job.deaths + (job.state = 'running')::integer END,
       started_at = coalesce(job.started_at, $2::timestamptz)
 WHERE job.job_id = (
       SELECT due.job_id
         FROM settlement.job AS due
        WHERE due.kind = $4
          AND due.job_key = $5
          AND (due.state IN ('due', 'waiting', 'failed')
               OR due.state = 'running' AND (
                  due.leased_until <= $2::timestamptz OR due.worker = $1
                  OR NOT EXISTS (
                    SELECT
                      FROM pg_catalog.pg_locks AS held
                      JOIN pg_catalog.pg_database AS here ON here.oid = held.database
                     WHERE here.datname = current_database()
                       AND held.locktype = 'advisory'
                       AND held.objsubid = 1
                       AND held.granted
                       AND (held.classid::bigint << 32 | held.objid::bigint)
                           = hashtextextended('settled worker ' || due.worker, 0))))
          FOR UPDATE SKIP LOCKED)
RETURNING job.job_id, job.kind, job.job_key, job.site, job.period, job.due_at, job.look_at, job.state,
          job.tries, job.max_tries, job.deaths, job.worker, job.leased_until, job.started_at,
          job.finished_at, job.outcome
