-- Usage records of the site that the run is the first to rate and that are not abnormal by the first
-- five tests of rule 4.1: those it is the first to see, and those of an instance that the last sealed
-- run could not rate, with the first run of the chain whose instant is not before their receipt.
-- An instance whose usage the run itself could not rate is reported under its own id (rule 2.1).
-- A duplicate repeats the instance, begin and end of a record that passed the tests before and was
-- received earlier; few records share those three, so that only they are put in order.
INSERT INTO check_usage (usage_id, instance_id, begin_time, received_at, chain_no, month,
                         named_package, has_package, rest)
  WITH asked AS MATERIALIZED (
       SELECT instance.instance_id, instance.opened_at, instance.closed_at
         FROM marketplace.instance AS instance
         JOIN marketplace.product AS product ON product.product_id = instance.product_id
         JOIN marketplace.partner AS merchant ON merchant.partner_id = product.merchant_id
         JOIN check_run AS checked ON checked.site = merchant.site
         LEFT JOIN marketplace.order_line AS sold ON sold.line_id = instance.line_id
         LEFT JOIN marketplace.customer AS customer ON customer.customer_id = instance.customer_id
        WHERE (checked.one_in = 1
               OR hashtextextended(instance.instance_id, checked.seed) % checked.one_in = 0
               OR (checked.needs_consumption
                   AND hashtextextended(coalesce(sold.csp_id, customer.csp_id), checked.seed)
                       % checked.one_in = 0))
          AND NOT EXISTS (
              SELECT
                FROM settlement.run_exception AS refused
               WHERE refused.run_no = checked.run_no
                 AND refused.source_kind = 2
                 AND refused.source_id = instance.instance_id)),
       sound AS NOT MATERIALIZED (
       SELECT record.usage_id, record.instance_id, record.begin_time, record.end_time,
              record.received_at, record.usage_value, record.package_id
         FROM marketplace.usage_record AS record
         JOIN asked AS instance ON instance.instance_id = record.instance_id
        WHERE record.received_at <= (SELECT checked.as_of FROM check_run AS checked)
          AND record.usage_value > 0
          AND record.begin_time <= record.end_time
          AND record.end_time <= record.record_time
          AND record.begin_time >= instance.opened_at
          AND (instance.closed_at IS NULL OR record.end_time <= instance.closed_at)),
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
  LEFT JOIN settlement.usage_refused AS refused
    ON refused.instance_id = sound.instance_id
   AND refused.unseen_since < sound.received_at
   AND refused.run_no = (SELECT sealed.run_no
                           FROM check_sight AS sealed
                          WHERE sealed.run_no <> checked.run_no
                          ORDER BY sealed.chain_no DESC
                          LIMIT 1)
  LEFT JOIN packaged ON packaged.instance_id = sound.instance_id
  LEFT JOIN duplicate ON duplicate.usage_id = sound.usage_id
 WHERE duplicate.usage_id IS NULL
   AND (sight.chain_no = checked.chain_no OR refused.run_no IS NOT NULL)
