-- Gives a leased job back as it was, for another worker; 0 rows when the worker lost it.
--   $1 job_id bigint   $2 worker text
UPDATE settlement.job AS job
   SET state = 'due', worker = NULL, leased_until = NULL
 WHERE job.job_id = $1::bigint
   AND job.state = 'running'
   AND job.worker = $2
