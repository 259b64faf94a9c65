-- Makes the generated usage as different as the rules know it: a twentieth metered a month earlier, half
-- of that received in time; records of nothing and repeated ones; instances behind which stand order
-- lines, and post-paid customers of whom half repaid.
WITH behind AS (
       UPDATE marketplace.instance AS instance
          SET line_id = 'OL-2026100-' || substr(instance.instance_id, 3)
        WHERE substr(instance.instance_id, 3)::integer % 10 = 0),
     repaid AS (
       INSERT INTO marketplace.repayment (customer_id, month, repaid_at)
       SELECT customer.customer_id, date '2026-10-01', timestamptz '2026-10-31 12:00+08'
         FROM marketplace.customer AS customer
        WHERE customer.postpaid
          AND substr(customer.customer_id, 4)::integer % 20 = 0),
     repeated AS (
       INSERT INTO marketplace.usage_record (usage_id, instance_id, metering_sn, begin_time, end_time,
                   record_time, received_at, usage_value, package_id)
       SELECT record.usage_id + 1000000000, record.instance_id, record.metering_sn || '-again',
              record.begin_time, record.end_time, record.record_time,
              record.received_at + interval '1 hour', record.usage_value, record.package_id
         FROM marketplace.usage_record AS record
        WHERE record.usage_id % 100 = 3)
UPDATE marketplace.usage_record AS record
   SET begin_time = CASE WHEN record.usage_id % 20 = 1 THEN record.begin_time - interval '31 days'
                         ELSE record.begin_time END,
       end_time = CASE WHEN record.usage_id % 20 = 1 THEN record.end_time - interval '31 days'
                       ELSE record.end_time END,
       received_at = CASE WHEN record.usage_id % 40 = 1 THEN record.received_at - interval '31 days'
                          ELSE record.received_at END,
       usage_value = CASE WHEN record.usage_id % 100 = 2 THEN 0 ELSE record.usage_value END
 WHERE record.usage_id % 20 = 1
    OR record.usage_id % 100 = 2
