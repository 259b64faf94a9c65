-- The terms a sealed run priced with, by number. Rates in millionths; null where there is none, and
-- in merchant_id where engine 0.1.0 kept too little to price again.
--   $1 run_no integer
SELECT terms.terms_no, terms.terms_id, terms.product_id, terms.product_name, terms.share_model,
       terms.fee_rate, terms.share_rate, terms.floor_discount, terms.floor_unit_price::text,
       terms.voucher_partner_share, terms.management_fee_rate, terms.tax_rate, terms.valid_from,
       terms.valid_to, terms.merchant_id, terms.tab, terms.supervised, terms.tier_policy_id
  FROM settlement.run_terms AS terms
 WHERE terms.run_no = $1::integer
 ORDER BY terms.terms_no
