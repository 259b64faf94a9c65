-- Keeps the terms a run priced with, as they were.
--   $1 run_no   $2 terms_no[]   $3 terms_id[]   $4 product_id[]   $5 product_name[]
--   $6 share_model[]   $7 rates of each in turn, -1 where there is none: fee, share, floor discount,
--      voucher partner share, management fee, product tax   $8 floor_unit_price[] ('': none)
--   $9 valid_from[]   $10 valid_to[] ('': for ever)   $11 merchant_id[]   $12 tab[]
--   $13 supervised[] (1: yes)   $14 tier_policy_id[] ('': none)   $15 fingerprint[] hexadecimal
INSERT INTO settlement.run_terms (
       run_no, terms_no, terms_id, product_id, product_name, share_model, fee_rate, share_rate,
       floor_discount, voucher_partner_share, management_fee_rate, tax_rate, floor_unit_price,
       valid_from, valid_to, merchant_id, tab, supervised, tier_policy_id, fingerprint)
SELECT $1::integer, kept.terms_no, kept.terms_id, kept.product_id, kept.product_name,
       kept.share_model, nullif(kept.rates[1], -1), nullif(kept.rates[2], -1),
       nullif(kept.rates[3], -1), nullif(kept.rates[4], -1), nullif(kept.rates[5], -1),
       nullif(kept.rates[6], -1), nullif(kept.floor_unit_price, '')::numeric,
       kept.valid_from::timestamptz, nullif(kept.valid_to, '')::timestamptz, kept.merchant_id,
       kept.tab, kept.supervised = 1, nullif(kept.tier_policy_id, ''),
       decode(kept.fingerprint, 'hex')
  FROM (SELECT given.*, ($7::bigint[])[given.place * 6 - 5 : given.place * 6] AS rates
          FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $8::text[],
                      $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[], $14::text[],
                      $15::text[]) WITH ORDINALITY
               AS given (terms_no, terms_id, product_id, product_name, share_model,
                         floor_unit_price, valid_from, valid_to, merchant_id, tab, supervised,
                         tier_policy_id, fingerprint, place)) AS kept
