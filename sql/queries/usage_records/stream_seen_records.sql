-- Streams the usage records that sealed runs have seen and that could be the earlier half of a
-- duplicate. What failed another test of rule 4.1 then, and what was not rated, is none.
--   settled.as_of, settled.seen_up_to timestamptz  as in the stream of new ones
--   settled.least_begin timestamptz  the least begin_time among the new ones
--   settled.site text   settled.chain_no integer  sealed runs of the site below it
--   settled.last_run integer  the last of them
SELECT fact.usage_id, fact.instance_id, fact.begin_time, fact.end_time, fact.record_time,
       fact.received_at, fact.usage_value, fact.package_id
  FROM marketplace.usage_record AS fact
 WHERE fact.received_at <= (SELECT current_setting('settled.as_of')::timestamptz)
   AND fact.received_at <= (SELECT current_setting('settled.seen_up_to')::timestamptz)
   AND fact.begin_time >= (SELECT current_setting('settled.least_begin')::timestamptz)
   AND NOT EXISTS (
       SELECT
         FROM settlement.usage_abnormal AS abnormal
         JOIN settlement.run AS run ON run.run_no = abnormal.run_no
        WHERE abnormal.usage_id = fact.usage_id
          AND abnormal.code <> 'USAGE_QUOTA'
          AND run.site = (SELECT current_setting('settled.site'))
          AND run.state = 'sealed'
          AND run.chain_no < (SELECT current_setting('settled.chain_no')::integer))
   AND NOT EXISTS (
       SELECT
         FROM settlement.usage_refused AS refused
        WHERE refused.run_no = (SELECT current_setting('settled.last_run')::integer)
          AND refused.instance_id = fact.instance_id
          AND refused.unseen_since < fact.received_at)
