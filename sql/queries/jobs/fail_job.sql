-- The job has failed and is not tried again unless a person asks; 0 rows when the worker lost it.
--   $1 job_id bigint   $2 worker text   $3 now timestamptz   $4 outcome text
UPDATE settlement.job AS job
   SET state = 'failed', worker = NULL, leased_until = NULL, finished_at = $3::timestamptz,
       outcome = $4
 WHERE job.job_id = $1::bigint
   AND job.state = 'running'
   AND job.worker = $2
