-- When the instances that a map names may be used.
--   $1 ids text[]
-- Returns instance_id, opened_at, closed_at (null while it is open); none for an unknown instance.
SELECT instance.instance_id, instance.opened_at, instance.closed_at
  FROM marketplace.instance AS instance
 WHERE instance.instance_id = ANY ($1::text[])
 ORDER BY instance.instance_id
