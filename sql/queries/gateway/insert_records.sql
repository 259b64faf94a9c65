-- Adds hourly records.
--   $1 ids       bigint[]
--   $2 instances text[]       in the order of the ids, as all arrays that follow
--   $3 begins    text[]       instants
--   $4 ends      text[]       instants; each record is taken to be made when its hour ends
--   $5 counts    bigint[]
--   $6 numbers   text[]       metering_sn
--   $7 now       timestamptz  when they were received
INSERT INTO marketplace.usage_record
       (usage_id, instance_id, metering_sn, begin_time, end_time, record_time, received_at, usage_value)
SELECT given.usage_id, given.instance_id, given.number, given.begin_time::timestamptz,
       given.end_time::timestamptz, given.end_time::timestamptz, $7::timestamptz, given.calls
  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[])
       AS given (usage_id, instance_id, begin_time, end_time, calls, number)
