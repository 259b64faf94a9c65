-- Fills what usage belongs to: price plans of all three models and accumulations, instances of them,
-- packages for a third, and customers of which a tenth pays later and a third has a provider.
--   $1 instances integer   $2 products integer   $3 customers integer
WITH plans AS (
       INSERT INTO marketplace.price_plan (price_plan_id, model, accumulate, currency)
       SELECT 'PL-' || plan, (ARRAY['fixed', 'step', 'tier'])[1 + plan % 3],
              (ARRAY['record', 'day', 'month'])[1 + plan / 3 % 3], 'CNY'
         FROM generate_series(1, 90) AS plan),
     bands AS (
       INSERT INTO marketplace.price_band (price_plan_id, band, up_to, unit_price)
       SELECT 'PL-' || plan, band, CASE WHEN band < 4 THEN band * 1000 END, 0.4 - band * 0.0123
         FROM generate_series(1, 90) AS plan
        CROSS JOIN generate_series(1, 4) AS band),
     packages AS (
       INSERT INTO marketplace.package (package_id, instance_id, quota, reset,
                                        stop_when_exhausted, valid_from)
       SELECT 'PK-' || instance, 'I-' || instance, 50000,
              (ARRAY['none', 'month', 'year'])[1 + instance / 3 % 3], instance % 10 = 0,
              timestamptz '2026-01-01 00:00+08'
         FROM generate_series(3, $1::integer, 3) AS instance),
     payers AS (
       INSERT INTO marketplace.customer (customer_id, name, site, postpaid, csp_id, country)
       SELECT 'UC-' || customer, 'Customer ' || customer, 'cn', customer % 10 = 0,
              CASE WHEN customer % 3 = 0 THEN 'S-' || 1 + customer % 300 END, 'CN'
         FROM generate_series(1, $3::integer) AS customer)
INSERT INTO marketplace.instance (instance_id, product_id, customer_id, price_plan_id, charge_item,
                                  opened_at)
SELECT 'I-' || instance, 'P-' || 1 + instance % $2::integer, 'UC-' || 1 + instance % $3::integer,
       'PL-' || 1 + instance % 90, 'call', timestamptz '2026-01-01 00:00+08'
  FROM generate_series(1, $1::integer) AS instance
