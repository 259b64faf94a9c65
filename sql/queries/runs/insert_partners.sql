-- Keeps what decided the amounts of a run's payees, as it was.
--   $1 run_no   $2 partner_id[]   $3 kind[]   $4 site[]   $5 invoice_tax_rate[] (-1: none)
--   $6 withholding_rate[]   $7 digital_service_tax_rate[]   $8 settlement_cycle[]
INSERT INTO settlement.run_partner (
       run_no, partner_id, kind, site, invoice_tax_rate, withholding_rate,
       digital_service_tax_rate, settlement_cycle)
SELECT $1::integer, kept.partner_id, kept.kind, kept.site, nullif(kept.invoice_tax_rate, -1),
       kept.withholding_rate, kept.digital_service_tax_rate, kept.settlement_cycle
  FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
              $8::text[])
       AS kept (partner_id, kind, site, invoice_tax_rate, withholding_rate,
                digital_service_tax_rate, settlement_cycle)
