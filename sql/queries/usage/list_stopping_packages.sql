-- Which of some packages stop when they are exhausted.
--   $1 package_ids text[]
-- Returns package_id.
SELECT package.package_id
  FROM marketplace.package AS package
 WHERE package.package_id = ANY ($1::text[])
   AND package.stop_when_exhausted
 ORDER BY package.package_id
