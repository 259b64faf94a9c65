-- The job is done; 0 rows when the worker lost it.
--   $1 job_id bigint   $2 worker text   $3 now timestamptz   $4 outcome text
UPDATE settlement.job AS job
   SET state = 'done', worker = NULL, leased_until = NULL, finished_at = $3::timestamptz,
       tries = 0, deaths = 0, outcome = $4
 WHERE job.job_id = $1::bigint
   AND job.state = 'running'
   AND job.worker = $2
