-- When the next job of a site can be taken; null when nothing is open.
--   $1 site text
SELECT min(CASE job.state WHEN 'running' THEN job.leased_until ELSE job.look_at END)
  FROM settlement.job AS job
 WHERE job.site = $1
   AND job.state NOT IN ('done', 'failed')
