-- Usage records of the site that are not abnormal by the first five tests of rule 4.1, with the run
-- that was the first to see each: the first of the chain whose instant is not before its receipt.
-- A duplicate repeats the instance, begin and end of a record that passed the tests before and was
-- received earlier; few records share those three, so that only they are put in order.
INSERT INTO check_usage (usage_id, instance_id, begin_time, received_at, chain_no, month,
                         named_package, has_package, rest)
  WITH sound AS NOT MATERIALIZED (
       SELECT record.usage_id, record.instance_id, record.begin_time, record.end_time,
              record.received_at, record.usage_value, record.package_id
         FROM marketplace.usage_record AS record
         JOIN marketplace.instance AS instance ON instance.instance_id = record.instance_id
         JOIN marketplace.product AS product ON product.product_id = instance.product_id
         JOIN marketplace.partner AS merchant ON merchant.partner_id = product.merchant_id
        WHERE merchant.site = (SELECT checked.site FROM check_run AS checked)
          AND record.received_at <= (SELECT max(sight.sees_to) FROM check_sight AS sight)
          AND record.usage_value > 0
          AND record.begin_time <= record.end_time
          AND record.end_time <= record.record_time
          AND record.begin_time >= instance.opened_at
          AND (instance.closed_at IS NULL OR record.end_time <= instance.closed_at)
          AND ((SELECT checked.one_in FROM check_run AS checked) = 1
               OR hashtextextended(record.instance_id,
                                   (SELECT checked.seed FROM check_run AS checked))
                  % (SELECT checked.one_in FROM check_run AS checked) = 0)),
       repeated AS (
       SELECT sound.instance_id, sound.begin_time, sound.end_time
         FROM sound
        GROUP BY sound.instance_id, sound.begin_time, sound.end_time
       HAVING count(*) > 1),
       duplicate AS (
       SELECT ranked.usage_id
         FROM (SELECT sound.usage_id,
                      row_number() OVER (PARTITION BY sound.instance_id, sound.begin_time,
                                                      sound.end_time
                                             ORDER BY sound.received_at, sound.usage_id) AS place
                 FROM sound
                 JOIN repeated
                   ON repeated.instance_id = sound.instance_id
                  AND repeated.begin_time = sound.begin_time
                  AND repeated.end_time = sound.end_time) AS ranked
        WHERE ranked.place > 1),
       packaged AS (
       SELECT package.instance_id
         FROM marketplace.package AS package
        GROUP BY package.instance_id)
SELECT sound.usage_id, sound.instance_id, sound.begin_time, sound.received_at, sight.chain_no,
       CASE WHEN sound.begin_time >= checked.starts AND sound.begin_time < checked.cutoff
            THEN checked.period
            ELSE to_char(sound.begin_time AT TIME ZONE interval '08:00', 'YYYYMM')::integer END,
       sound.package_id, packaged.instance_id IS NOT NULL OR sound.package_id IS NOT NULL,
       sound.usage_value
  FROM sound
 CROSS JOIN check_run AS checked
  JOIN check_sight AS sight
    ON sight.sees_after < sound.received_at
   AND sound.received_at <= sight.sees_to
  LEFT JOIN packaged ON packaged.instance_id = sound.instance_id
  LEFT JOIN duplicate ON duplicate.usage_id = sound.usage_id
 WHERE duplicate.usage_id IS NULL
