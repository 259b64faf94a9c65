-- The records of one instance in the order in which they are rated (rule 4.4).
--   $1 instance_id text
-- Returns usage_id, begin_time, end_time, record_time, received_at, usage_value (text), package_id,
-- stops: whether the package that it names stops when exhausted, whoever's it is.
SELECT fact.usage_id, fact.begin_time, fact.end_time, fact.record_time, fact.received_at,
       fact.usage_value::text, fact.package_id,
       coalesce(package.stop_when_exhausted, false) AS stops
  FROM marketplace.usage_record AS fact
  LEFT JOIN marketplace.package AS package ON package.package_id = fact.package_id
 WHERE fact.instance_id = $1
 ORDER BY fact.begin_time, fact.usage_id
