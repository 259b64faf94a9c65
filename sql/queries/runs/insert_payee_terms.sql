-- Keeps the terms of providers and resellers a run priced with, as they were.
--   $1 run_no   $2 terms_no[]   $3 csp_terms_id[]   $4 csp_id[]   $5 product_id[] ('': all)
--   $6 valid_from[]   $7 valid_to[] ('': for ever)   $8 share_rate[]   $9 service_tax_rate[] (-1: none)
--   $10 fingerprint[] hexadecimal
INSERT INTO settlement.run_payee_terms (
       run_no, terms_no, csp_terms_id, csp_id, product_id, valid_from, valid_to, share_rate,
       service_tax_rate, fingerprint)
SELECT $1::integer, kept.terms_no, kept.csp_terms_id, kept.csp_id, nullif(kept.product_id, ''),
       kept.valid_from::timestamptz, nullif(kept.valid_to, '')::timestamptz, kept.share_rate,
       nullif(kept.service_tax_rate, -1), decode(kept.fingerprint, 'hex')
  FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
              $8::bigint[], $9::bigint[], $10::text[])
       AS kept (terms_no, csp_terms_id, csp_id, product_id, valid_from, valid_to, share_rate,
                service_tax_rate, fingerprint)
