-- A step is done: failed tries before it no longer count. 0 rows when the worker lost the job.
--   $1 job_id bigint   $2 worker text   $3 outcome text
UPDATE settlement.job AS job
   SET tries = 0, deaths = 0, outcome = $3
 WHERE job.job_id = $1::bigint
   AND job.state = 'running'
   AND job.worker = $2
