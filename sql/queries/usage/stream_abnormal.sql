-- Streams the abnormal records of some runs by usage id; a record of an unknown instance, which each
-- of them has, comes once.
--   settled.run_nos integer[]  one run a site
SELECT DISTINCT ON (abnormal.usage_id)
       abnormal.usage_id, abnormal.instance_id, abnormal.begin_time, abnormal.end_time,
       (abnormal.usage_value * 10000)::bigint AS usage_value, abnormal.code
  FROM settlement.usage_abnormal AS abnormal
 WHERE abnormal.run_no = ANY ((SELECT current_setting('settled.run_nos')::integer[])::integer[])
 ORDER BY abnormal.usage_id, abnormal.run_no
