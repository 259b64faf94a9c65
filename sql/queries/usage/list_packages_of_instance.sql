-- The packages of one instance in the order in which they are consumed (rule 4.4).
--   $1 instance_id text
-- Returns package_id, quota (text), reset, stop_when_exhausted, valid_from, valid_to.
SELECT package.package_id, package.quota::text, package.reset, package.stop_when_exhausted,
       package.valid_from, package.valid_to
  FROM marketplace.package AS package
 WHERE package.instance_id = $1
 ORDER BY package.valid_from, package.package_id COLLATE "C"
