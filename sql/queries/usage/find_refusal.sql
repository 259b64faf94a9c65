-- Since when the records of an instance wait that a run could not rate.
--   $1 run_no integer   $2 instance_id text
-- Returns 0 or 1 row: unseen_since.
SELECT refused.unseen_since
  FROM settlement.usage_refused AS refused
 WHERE refused.run_no = $1::integer
   AND refused.instance_id = $2
