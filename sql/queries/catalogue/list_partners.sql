-- Every partner, by key. Rates in millionths.
SELECT partner.partner_id,
       partner.name,
       partner.site,
       (partner.withholding_rate * 1000000)::bigint,
       (partner.digital_service_tax_rate * 1000000)::bigint,
       partner.certified_at,
       partner.agreement_accepted_at
  FROM marketplace.partner AS partner
 ORDER BY partner.partner_id COLLATE "C"
