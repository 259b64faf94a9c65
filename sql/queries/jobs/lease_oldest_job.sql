-- Leases the oldest due job of a site, skipping jobs that another worker holds.
--   A running job is free when its lease is over, when the worker's session (which holds the lock of
--   its name) is gone, or when it is the asking worker's own, which lost it with its connection.
--   $1 worker text   $2 now timestamptz   $3 leased_until timestamptz   $4 site text
-- Returns 0 or 1 row.
UPDATE settlement.job AS job
   SET state = 'running', worker = $1, leased_until = $3::timestamptz,
       deaths = job.deaths + (job.state = 'running')::integer,
       started_at = coalesce(job.started_at, $2::timestamptz)
 WHERE job.job_id = (
       SELECT due.job_id
         FROM settlement.job AS due
        WHERE due.site = $4
          AND (due.state IN ('due', 'waiting') AND due.look_at <= $2::timestamptz
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
        ORDER BY due.due_at, due.job_id
          FOR UPDATE SKIP LOCKED
        LIMIT 1)
RETURNING job.job_id, job.kind, job.job_key, job.site, job.period, job.due_at, job.look_at, job.state,
          job.tries, job.max_tries, job.deaths, job.worker, job.leased_until, job.started_at,
          job.finished_at, job.outcome
