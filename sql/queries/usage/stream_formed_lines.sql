-- Streams how many lines sealed runs formed of each instance and month that new records can be of.
--   settled.site text   settled.chain_no integer  sealed runs of the site below it
--   settled.least_begin timestamptz  the least begin_time among the new records
SELECT found.instance_id, found.month, max(found.number) AS lines
  FROM settlement.usage_open AS found
  JOIN settlement.run AS run ON run.run_no = found.run_no
 WHERE run.site = (SELECT current_setting('settled.site'))
   AND run.state = 'sealed'
   AND run.chain_no < (SELECT current_setting('settled.chain_no')::integer)
   AND found.month
       >= (SELECT to_char(timezone('UTC', current_setting('settled.least_begin')::timestamptz)
                          + interval '8 hours', 'YYYYMM')::integer)
 GROUP BY found.instance_id, found.month
