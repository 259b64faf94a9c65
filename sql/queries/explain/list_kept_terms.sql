-- The terms of a product that a run priced with; columns as in catalogue/list_terms.
--   $1 run_no integer   $2 product_id text
SELECT kept.terms_id, kept.product_id, kept.valid_from, kept.valid_to, kept.share_model,
       kept.fee_rate::bigint, kept.share_rate::bigint, kept.floor_discount::bigint,
       kept.voucher_partner_share::bigint, kept.tier_policy_id, (
       SELECT min(band.base_fee_rate)::bigint
         FROM settlement.run_tier_band AS band
        WHERE band.run_no = kept.run_no
          AND band.tier_policy_id = kept.tier_policy_id),
       kept.floor_unit_price::text, kept.management_fee_rate::bigint
  FROM settlement.run_terms AS kept
 WHERE kept.run_no = $1::integer
   AND kept.product_id = $2
   AND kept.merchant_id IS NOT NULL
 ORDER BY kept.valid_from, kept.terms_id COLLATE "C"
