-- Price plans as bands (rule 4.5): up_to is inclusive, the last band is unbounded, and a fixed price
-- is the first band alone.
INSERT INTO check_band (price_plan_id, model, accumulate, currency, above, up_to, unit_price)
SELECT banded.price_plan_id, banded.model, banded.accumulate, banded.currency, banded.above,
       CASE WHEN banded.model = 'fixed' OR banded.is_last THEN 'Infinity' ELSE banded.up_to END,
       banded.unit_price
  FROM (SELECT plan.price_plan_id, plan.model, plan.accumulate, plan.currency, band.unit_price,
               coalesce(band.up_to, 'Infinity') AS up_to,
               row_number() OVER in_order = 1 AS is_first,
               lead(band.band) OVER in_order IS NULL AS is_last,
               coalesce(lag(band.up_to) OVER in_order, '-Infinity') AS above
          FROM marketplace.price_plan AS plan
          JOIN marketplace.price_band AS band ON band.price_plan_id = plan.price_plan_id
        WINDOW in_order AS (PARTITION BY plan.price_plan_id ORDER BY band.band)) AS banded
 WHERE banded.model <> 'fixed'
    OR banded.is_first
