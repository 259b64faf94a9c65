-- Keeps the terms a run priced with.
--   $1 run_no   $2 terms_no[]   $3 terms_id[]   $4 product_id[]   $5 product_name[]
--   $6 share_model[]   $7 fee_rate[] (-1: none)   $8 fingerprint[] hexadecimal
INSERT INTO settlement.run_terms (run_no, terms_no, terms_id, product_id, product_name, share_model,
                                  fee_rate, fingerprint)
SELECT $1::integer, kept.terms_no, kept.terms_id, kept.product_id, kept.product_name,
       kept.share_model, nullif(kept.fee_rate, -1), decode(kept.fingerprint, 'hex')
  FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[])
       AS kept (terms_no, terms_id, product_id, product_name, share_model, fee_rate, fingerprint)
