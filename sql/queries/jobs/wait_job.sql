-- The job waits for somebody else and is looked at again later; 0 rows when the worker lost it.
--   $1 job_id bigint   $2 worker text   $3 look_at timestamptz   $4 outcome text
UPDATE settlement.job AS job
   SET state = 'waiting', worker = NULL, leased_until = NULL, look_at = $3::timestamptz,
       outcome = $4
 WHERE job.job_id = $1::bigint
   AND job.state = 'running'
   AND job.worker = $2
