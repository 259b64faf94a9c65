-- The price plans of usage with their bands, in the order of the bands.
-- $1 the only plan wanted text, null for all
-- Returns price_plan_id, model, accumulate, currency, band, up_to, unit_price (text, null without a
-- band or limit).
SELECT plan.price_plan_id, plan.model, plan.accumulate, plan.currency, band.band,
       band.up_to::text, band.unit_price::text
  FROM marketplace.price_plan AS plan
  LEFT JOIN marketplace.price_band AS band ON band.price_plan_id = plan.price_plan_id
 WHERE $1::text IS NULL OR plan.price_plan_id = $1
 ORDER BY plan.price_plan_id COLLATE "C", band.band
