-- Cuts the terms of the site's products to the spans in which they decide: of several in force the
-- latest valid_from counts, then the greatest id (rules 1.2 and 3.2).
-- A waiver needs a fee of its policy's base, on site cn (rules 5.1 and 5.7).
INSERT INTO check_terms (
       terms_no, terms_id, product_id, merchant_id, tab, supervised, valid_from, valid_to,
       share_model, fee, share, floor_discount, floor_unit_price, voucher_share, management_fee,
       tier_policy_id, has_waiver, tax, invoice_tax, withholding, service_tax)
  WITH edge AS (
       SELECT terms.product_id, terms.valid_from AS instant
         FROM marketplace.product_terms AS terms
        UNION
       SELECT terms.product_id, terms.valid_to
         FROM marketplace.product_terms AS terms
        WHERE terms.valid_to IS NOT NULL),
       span AS (
       SELECT edge.product_id, edge.instant AS valid_from,
              coalesce(lead(edge.instant) OVER (PARTITION BY edge.product_id ORDER BY edge.instant),
                       'infinity') AS valid_to
         FROM edge),
       decisive AS (
       SELECT DISTINCT ON (span.product_id, span.valid_from)
              span.product_id, span.valid_from, span.valid_to, terms.terms_id
         FROM span
         JOIN marketplace.product_terms AS terms
           ON terms.product_id = span.product_id
          AND terms.valid_from <= span.valid_from
          AND span.valid_from < coalesce(terms.valid_to, 'infinity')
        ORDER BY span.product_id, span.valid_from, terms.valid_from DESC,
                 terms.terms_id COLLATE "C" DESC),
       policy AS (
       SELECT tier.tier_policy_id, min(tier.base_fee_rate) AS base_fee
         FROM marketplace.tier_policy AS tier
        GROUP BY tier.tier_policy_id)
SELECT row_number() OVER (), terms.terms_id, product.product_id, merchant.partner_id,
       product.selling_mode, product.supervised, decisive.valid_from, decisive.valid_to,
       terms.share_model, terms.fee_rate, terms.share_rate, terms.floor_discount,
       terms.floor_unit_price, terms.voucher_partner_share, terms.management_fee_rate,
       terms.tier_policy_id,
       coalesce(checked.site = 'cn' AND terms.share_model = 'platform_fee'
                AND terms.fee_rate = policy.base_fee, false),
       product.tax_rate, coalesce(merchant.invoice_tax_rate, product.tax_rate),
       merchant.withholding_rate, merchant.digital_service_tax_rate
  FROM decisive
  JOIN marketplace.product_terms AS terms ON terms.terms_id = decisive.terms_id
  JOIN marketplace.product AS product ON product.product_id = decisive.product_id
  JOIN marketplace.partner AS merchant ON merchant.partner_id = product.merchant_id
  JOIN check_run AS checked ON checked.site = merchant.site
  LEFT JOIN policy ON policy.tier_policy_id = terms.tier_policy_id
