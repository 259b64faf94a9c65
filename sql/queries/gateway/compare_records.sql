-- Holds hourly records against those that are known by the same ids.
--   $1 ids       bigint[]
--   $2 instances text[]    in the order of the ids, as all that follow
--   $3 begins    text[]    instants
--   $4 ends      text[]    instants
--   $5 counts    bigint[]
-- When a record was received is not compared: the same log may come again at any time.
-- Returns of each known one: place (from 1), is_same, known_value, is_sealed: a sealed run of the
-- product's site read the record.
SELECT given.place, (known.instance_id = given.instance_id
                     AND known.begin_time = given.begin_time::timestamptz
                     AND known.end_time = given.end_time::timestamptz
                     AND known.usage_value = given.calls
                     AND known.package_id IS NULL) AS is_same,
       known.usage_value::text AS known_value,
       EXISTS (SELECT FROM settlement.usage_read AS seen
                WHERE seen.instance_id = known.instance_id
                  AND seen.read_up_to >= known.received_at) AS is_sealed
  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[])
       WITH ORDINALITY AS given (usage_id, instance_id, begin_time, end_time, calls, place)
  JOIN marketplace.usage_record AS known ON known.usage_id = given.usage_id
 ORDER BY given.place
