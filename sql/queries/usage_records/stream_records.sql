-- Streams the usage records that a run takes part in, of all sites and in the order of storage.
--   settled.as_of timestamptz  what was received up to then takes part (rule 1.2)
SELECT fact.usage_id, fact.instance_id, fact.begin_time, fact.end_time, fact.record_time,
       fact.received_at, fact.usage_value, fact.package_id
  FROM marketplace.usage_record AS fact
 WHERE fact.received_at <= (SELECT current_setting('settled.as_of')::timestamptz)
