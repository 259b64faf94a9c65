-- Streams the usage records that the last sealed run could not rate: they are new to this one.
--   settled.as_of, settled.seen_up_to timestamptz  as in the stream of new ones
--   settled.last_run integer  the last sealed run of the site
SELECT fact.usage_id, fact.instance_id, fact.begin_time, fact.end_time, fact.record_time,
       fact.received_at, fact.usage_value, fact.package_id
  FROM settlement.usage_refused AS refused
  JOIN marketplace.usage_record AS fact ON fact.instance_id = refused.instance_id
 WHERE refused.run_no = (SELECT current_setting('settled.last_run')::integer)
   AND fact.received_at > refused.unseen_since
   AND fact.received_at <= (SELECT current_setting('settled.as_of')::timestamptz)
   AND fact.received_at <= (SELECT current_setting('settled.seen_up_to')::timestamptz)
