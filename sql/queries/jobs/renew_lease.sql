-- Prolongs a worker's lease; 0 rows when it lost the job.
--   $1 job_id bigint   $2 worker text   $3 leased_until timestamptz
UPDATE settlement.job AS job
   SET leased_until = $3::timestamptz
 WHERE job.job_id = $1::bigint
   AND job.state = 'running'
   AND job.worker = $2
