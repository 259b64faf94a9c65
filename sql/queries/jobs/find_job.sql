-- One job by its key.
--   $1 kind text   $2 job_key text
SELECT job.job_id, job.kind, job.job_key, job.site, job.period, job.due_at, job.look_at, job.state,
       job.tries, job.max_tries, job.deaths, job.worker, job.leased_until, job.started_at,
       job.finished_at, job.outcome
  FROM settlement.job AS job
 WHERE job.kind = $1
   AND job.job_key = $2
