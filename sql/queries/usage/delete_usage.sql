-- Removes what a run that is given up wrote of usage.
--   $1 run_no integer
WITH parts AS (DELETE FROM settlement.usage_part AS part WHERE part.run_no = $1::integer),
     lines AS (DELETE FROM settlement.usage_open AS found WHERE found.run_no = $1::integer),
     counters AS (DELETE FROM settlement.usage_counter AS counter
                   WHERE counter.run_no = $1::integer),
     refused AS (DELETE FROM settlement.usage_refused AS refused
                  WHERE refused.run_no = $1::integer)
DELETE FROM settlement.usage_abnormal AS abnormal
 WHERE abnormal.run_no = $1::integer
