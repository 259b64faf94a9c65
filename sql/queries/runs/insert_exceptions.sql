-- Keeps what a person must look at before the run is approved.
--   $1 run_no   $2 code[]   $3 source_kind[]   $4 source_id[]   $5 partner_id[] ('': none)
--   $6 detail[]   $7 remedy[]   $8 currency[] ('': no amount is known)   $9 amount[]
INSERT INTO settlement.run_exception (run_no, exception_no, code, source_kind, source_id, partner_id,
                                      detail, remedy, currency, amount)
SELECT $1::integer, row_number() OVER (ORDER BY kept.code, kept.source_kind, kept.source_id COLLATE "C"),
       kept.code, kept.source_kind, kept.source_id, nullif(kept.partner_id, ''), kept.detail,
       kept.remedy, nullif(kept.currency, ''),
       CASE WHEN kept.currency <> '' THEN kept.amount END
  FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
              $9::bigint[])
       AS kept (code, source_kind, source_id, partner_id, detail, remedy, currency, amount)
