-- What decides which statements a partner can have: its kind, and the selling modes of its products.
--   $1 partner_id text
-- Returns 0 or 1 row: kind, site, selling_modes text[], settlement_cycle.
SELECT partner.kind, partner.site,
       coalesce((
       SELECT array_agg(DISTINCT product.selling_mode)
         FROM marketplace.product AS product
        WHERE product.merchant_id = partner.partner_id), '{}'::text[]),
       partner.settlement_cycle
  FROM marketplace.partner AS partner
 WHERE partner.partner_id = $1
