-- Streams every package of usage.
SELECT package.instance_id, package.package_id, package.quota, package.reset,
       package.stop_when_exhausted, package.valid_from, package.valid_to
  FROM marketplace.package AS package
