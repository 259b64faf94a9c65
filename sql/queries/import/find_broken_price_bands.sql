-- Finds price plans whose bands do not cover every value from zero on: no band at all, a band that
-- does not reach beyond the one before, an unbounded band that is not the last, or none (rule 4.5).
-- Returns, by table and key: table_name, key (its parts joined by '/'), column_name, value, reason,
--   remedy.
  WITH sequence AS (
       SELECT band.price_plan_id, band.band, band.up_to,
              coalesce(lag(band.up_to) OVER earlier, 0) AS previous,
              lead(band.band) OVER earlier IS NULL AS is_last
         FROM marketplace.price_band AS band
       WINDOW earlier AS (PARTITION BY band.price_plan_id ORDER BY band.band))
SELECT 'price_band' AS table_name, concat_ws('/', broken.price_plan_id, broken.band) AS key,
       'up_to' AS column_name, broken.up_to::text AS value,
       CASE WHEN broken.up_to IS NULL
            THEN 'only the last band of a plan is unbounded'
            WHEN broken.up_to <= broken.previous
            THEN 'the band does not reach beyond the one before'
            ELSE 'the last band of the plan is bounded'
       END AS reason,
       CASE WHEN broken.is_last AND broken.up_to > broken.previous
            THEN 'leave up_to of the last band empty'
            ELSE 'let up_to rise from band to band and leave it empty in the last one only'
       END AS remedy
  FROM sequence AS broken
 WHERE (broken.up_to IS NULL) <> broken.is_last OR broken.up_to <= broken.previous
 UNION ALL
SELECT 'price_plan', plan.price_plan_id, 'price_plan_id', plan.price_plan_id,
       'the plan has no price band', 'add its bands to price_band.csv'
  FROM marketplace.price_plan AS plan
 WHERE NOT EXISTS (SELECT FROM marketplace.price_band AS known
                    WHERE known.price_plan_id = plan.price_plan_id)
 ORDER BY table_name, key
