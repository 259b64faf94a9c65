-- Gives known hourly records another count; they were received now.
--   $1 ids       bigint[]
--   $2 instances text[]       in the order of the ids, as all arrays that follow
--   $3 begins    text[]       instants
--   $4 ends      text[]       instants
--   $5 counts    bigint[]
--   $6 numbers   text[]       metering_sn
--   $7 now       timestamptz
UPDATE marketplace.usage_record AS known
   SET instance_id = given.instance_id, metering_sn = given.number,
       begin_time = given.begin_time::timestamptz, end_time = given.end_time::timestamptz,
       record_time = given.end_time::timestamptz, received_at = $7::timestamptz,
       usage_value = given.calls, package_id = NULL
  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[])
       AS given (usage_id, instance_id, begin_time, end_time, calls, number)
 WHERE known.usage_id = given.usage_id
