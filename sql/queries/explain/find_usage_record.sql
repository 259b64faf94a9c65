-- A usage record with the life of its instance, rule 4.1.
--   $1 usage_id bigint
-- Returns 0 or 1 row; of the instance null where it does not exist.
SELECT record.usage_id, record.instance_id, record.begin_time, record.end_time, record.record_time,
       record.received_at, record.usage_value::text, record.package_id, instance.opened_at,
       instance.closed_at, merchant.site, record.usage_value > 0
  FROM marketplace.usage_record AS record
  LEFT JOIN marketplace.instance AS instance ON instance.instance_id = record.instance_id
  LEFT JOIN marketplace.product AS product ON product.product_id = instance.product_id
  LEFT JOIN marketplace.partner AS merchant ON merchant.partner_id = product.merchant_id
 WHERE record.usage_id = $1
