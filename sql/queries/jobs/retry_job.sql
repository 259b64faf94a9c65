-- A try failed: the job is tried again later, or has failed when that was the last one.
--   $1 job_id bigint   $2 worker text   $3 now timestamptz   $4 look_at timestamptz   $5 outcome text
-- Returns the new state, or 0 rows when the worker lost the job.
UPDATE settlement.job AS job
   SET state = CASE WHEN job.tries + 1 < job.max_tries THEN 'due' ELSE 'failed' END,
       finished_at = CASE WHEN job.tries + 1 < job.max_tries THEN NULL ELSE $3::timestamptz END,
       tries = least(job.tries + 1, job.max_tries), worker = NULL, leased_until = NULL,
       look_at = $4::timestamptz, outcome = $5
 WHERE job.job_id = $1::bigint
   AND job.state = 'running'
   AND job.worker = $2
RETURNING job.state
