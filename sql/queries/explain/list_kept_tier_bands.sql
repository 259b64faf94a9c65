-- The bands that a run knew for a product's waivers; columns as in catalogue/list_tier_bands.
--   $1 run_no integer   $2 product_id text
SELECT band.tier_policy_id, band.from_amount, band.increment_rate::bigint
  FROM settlement.run_tier_band AS band
 WHERE band.run_no = $1::integer
   AND band.tier_policy_id IN (
       SELECT kept.tier_policy_id
         FROM settlement.run_terms AS kept
        WHERE kept.run_no = $1::integer
          AND kept.product_id = $2)
 ORDER BY band.tier_policy_id COLLATE "C", band.from_amount
