-- Some partners as today's catalogue has them; columns as in catalogue/list_partners.
--   $1 partner_id text[]
SELECT partner.partner_id, partner.name, partner.site,
       (partner.withholding_rate * 1000000)::bigint,
       (partner.digital_service_tax_rate * 1000000)::bigint, partner.certified_at,
       partner.agreement_accepted_at, partner.kind, (partner.invoice_tax_rate * 1000000)::bigint,
       partner.settlement_cycle = 'quarter'
  FROM marketplace.partner AS partner
 WHERE partner.partner_id = ANY ($1::text[])
 ORDER BY partner.partner_id COLLATE "C"
