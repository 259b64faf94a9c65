-- Every partner, by key. Rates in millionths; a null invoice tax rate means that of the product.
SELECT partner.partner_id,
       partner.name,
       partner.site,
       (partner.withholding_rate * 1000000)::bigint,
       (partner.digital_service_tax_rate * 1000000)::bigint,
       partner.certified_at,
       partner.agreement_accepted_at,
       partner.kind,
       (partner.invoice_tax_rate * 1000000)::bigint,
       partner.settlement_cycle = 'quarter'
  FROM marketplace.partner AS partner
 ORDER BY partner.partner_id COLLATE "C"
