-- Jobs, the last due first.
--   $1 site text ('': all)   $2 only those that are not over boolean
SELECT job.job_id, job.kind, job.job_key, job.site, job.period, job.due_at, job.look_at, job.state,
       job.tries, job.max_tries, job.deaths, job.worker, job.leased_until, job.started_at,
       job.finished_at, job.outcome
  FROM settlement.job AS job
 WHERE ($1 = '' OR job.site = $1)
   AND (NOT $2::boolean OR job.state NOT IN ('done', 'failed'))
 ORDER BY job.due_at DESC, job.job_id DESC
