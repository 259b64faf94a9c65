-- How many jobs are in each state, and since when the oldest of them could be taken.
SELECT job.state, count(*), min(greatest(job.due_at, job.look_at))
  FROM settlement.job AS job
 GROUP BY job.state
 ORDER BY job.state
