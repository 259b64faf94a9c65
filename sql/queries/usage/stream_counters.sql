-- Streams what the sealed runs of a site took from packages and cumulated in steps, in cycles that
-- new records can fall in.
--   settled.site text   settled.chain_no integer  sealed runs of the site below it
--   settled.least_begin timestamptz  the least begin_time among the new records
SELECT counter.instance_id, counter.package_id, counter.cycle_start,
       sum(counter.quantity) AS quantity
  FROM settlement.usage_counter AS counter
  JOIN settlement.run AS run ON run.run_no = counter.run_no
 WHERE run.site = (SELECT current_setting('settled.site'))
   AND run.state = 'sealed'
   AND run.chain_no < (SELECT current_setting('settled.chain_no')::integer)
   AND (counter.cycle_start = date '0001-01-01'
        OR counter.cycle_start
           >= (SELECT date_trunc('year', timezone('UTC', current_setting('settled.least_begin')
                                                  ::timestamptz) + interval '8 hours')::date))
 GROUP BY counter.instance_id, counter.package_id, counter.cycle_start
