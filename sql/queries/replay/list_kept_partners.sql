-- The payees of a sealed run as it kept them, by key. Rates in millionths; null where there is none.
--   $1 run_no integer
SELECT partner.partner_id, partner.kind, partner.site, partner.invoice_tax_rate,
       partner.withholding_rate, partner.digital_service_tax_rate,
       partner.settlement_cycle = 'quarter'
  FROM settlement.run_partner AS partner
 WHERE partner.run_no = $1::integer
 ORDER BY partner.partner_id
