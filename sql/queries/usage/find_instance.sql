-- What rating asks of one instance.
--   $1 instance_id text
-- Returns 0 or 1 row: price_plan_id, opened_at, closed_at.
SELECT instance.price_plan_id, instance.opened_at, instance.closed_at
  FROM marketplace.instance AS instance
 WHERE instance.instance_id = $1
