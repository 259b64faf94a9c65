-- Makes the generated parties as different as the rules know them: a fifth of the merchants abroad,
-- other taxes, second terms in the midst of the month, shares of vouchers, providers by the quarter,
-- incentives of both modes by month and quarter, of one product, of one partner, and from abroad.
--   Product P-n is of merchant M-(n % 3000 + 1), so that each share model is at home and abroad.
WITH abroad AS (
       UPDATE marketplace.partner AS partner
          SET site = 'intl', withholding_rate = 0.10, digital_service_tax_rate = 0.02
        WHERE partner.kind = 'merchant'
          AND substr(partner.partner_id, 3)::integer % 5 = 0),
     quarterly AS (
       UPDATE marketplace.partner AS partner
          SET settlement_cycle = CASE WHEN substr(partner.partner_id, 3)::integer % 7 = 0
                                      THEN 'quarter' ELSE 'month' END,
              certified_at = CASE WHEN substr(partner.partner_id, 3)::integer % 50 <> 1
                                  THEN partner.certified_at END
        WHERE partner.kind IN ('csp', 'reseller')),
     taxed AS (
       UPDATE marketplace.product AS product
          SET tax_rate = 0.13
        WHERE substr(product.product_id, 3)::integer % 3 = 0),
     served AS (
       UPDATE marketplace.csp_terms AS terms
          SET service_tax_rate = 0.07
        WHERE substr(terms.csp_id, 3)::integer % 8 = 0),
     borne AS (
       UPDATE marketplace.product_terms AS terms
          SET voucher_partner_share = 0.5
        WHERE substr(terms.product_id, 3)::integer % 5 = 1),
     later AS (
       INSERT INTO marketplace.product_terms (terms_id, product_id, valid_from, share_model,
                   fee_rate, share_rate, floor_discount, floor_unit_price, management_fee_rate)
       SELECT 'U-' || substr(terms.product_id, 3), terms.product_id,
              timestamptz '2026-10-12 00:00+08', terms.share_model, terms.fee_rate + 0.01,
              terms.share_rate - 0.05, terms.floor_discount - 0.05, terms.floor_unit_price + 0.55,
              terms.management_fee_rate
         FROM marketplace.product_terms AS terms
        WHERE substr(terms.product_id, 3)::integer % 7 = 0),
     policy AS (
       INSERT INTO marketplace.incentive_policy (policy_id, name, site, valid_from, cycle, mode,
                   threshold, currency, partner_id, product_id)
       SELECT made.policy_id, made.policy_id, made.site, timestamptz '2026-01-01 00:00+08',
              made.cycle, made.mode, made.threshold, 'CNY', made.partner_id, made.product_id
         FROM (VALUES ('IN-W', 'cn', 'month', 'whole', 100000000::bigint, NULL, NULL),
                      ('IN-M', 'cn', 'month', 'marginal', 0, NULL, NULL),
                      ('IN-P', 'cn', 'month', 'whole', 0, NULL, 'P-7'),
                      ('IN-Q', 'cn', 'quarter', 'marginal', 0, NULL, NULL),
                      ('IN-T', 'cn', 'quarter', 'whole', 30000000, NULL, NULL),
                      ('IN-S', 'cn', 'month', 'marginal', 0, 'S-5', NULL),
                      ('IN-A', 'intl', 'month', 'whole', 0, 'S-8', NULL))
              AS made (policy_id, site, cycle, mode, threshold, partner_id, product_id))
INSERT INTO marketplace.incentive_band (policy_id, from_amount, rate)
VALUES ('IN-W', 0, 0.001), ('IN-W', 300000000, 0.002), ('IN-M', 0, 0.0005),
       ('IN-M', 200000000, 0.0015), ('IN-P', 0, 0.01), ('IN-Q', 0, 0.001),
       ('IN-T', 0, 0.0007), ('IN-T', 60000000, 0.0013), ('IN-S', 5000000, 0.003), ('IN-A', 0, 0.002)
