-- Some partners as a run knew them, those it did not keep as they are; columns as in
-- catalogue/list_partners.
--   $1 run_no integer   $2 partner_id text[]
SELECT named.partner_id, coalesce(partner.name, named.partner_id),
       coalesce(kept.site, partner.site),
       coalesce(kept.withholding_rate, partner.withholding_rate * 1000000)::bigint,
       coalesce(kept.digital_service_tax_rate, partner.digital_service_tax_rate * 1000000)::bigint,
       partner.certified_at, partner.agreement_accepted_at, coalesce(kept.kind, partner.kind),
       CASE WHEN kept.partner_id IS NULL THEN (partner.invoice_tax_rate * 1000000)::bigint
            ELSE kept.invoice_tax_rate END,
       coalesce(kept.settlement_cycle, partner.settlement_cycle) = 'quarter'
  FROM (SELECT DISTINCT wanted.partner_id FROM unnest($2::text[]) AS wanted (partner_id)) AS named
  LEFT JOIN settlement.run_partner AS kept
    ON kept.run_no = $1::integer
   AND kept.partner_id = named.partner_id
  LEFT JOIN marketplace.partner AS partner ON partner.partner_id = named.partner_id
 WHERE kept.partner_id IS NOT NULL
    OR partner.partner_id IS NOT NULL
 ORDER BY named.partner_id COLLATE "C"
