-- Makes merchants, providers, operators, products of every share model, terms, and a tier policy for
-- every fourth product. Every eighth product is in joint operation by deal price, another by floor
-- discount, another under strict selection; the rest pay a platform fee.
--   $1 merchants integer   $2 products integer
WITH merchant AS (
     INSERT INTO marketplace.partner (partner_id, name, kind, site, currency, locale, taxpayer_kind,
                 certified_at, withholding_rate, digital_service_tax_rate, invoice_tax_rate,
                 settlement_cycle)
     SELECT 'M-' || number, 'Merchant ' || number, 'merchant', 'cn', 'CNY', 'zh', 'general',
            '2020-01-01'::timestamptz, 0, 0, CASE WHEN number % 10 = 0 THEN 0.03 END, 'month'
       FROM generate_series(1, $1::integer) AS number
      UNION ALL
     SELECT 'S-' || number, 'Provider ' || number,
            CASE WHEN number % 4 = 0 THEN 'reseller' ELSE 'csp' END, 'cn', 'CNY', 'zh', 'general',
            '2020-01-01'::timestamptz, 0, 0, 0.06, 'month'
       FROM generate_series(1, 300) AS number
      UNION ALL
     SELECT 'E-' || number, 'Operator ' || number, 'operator', 'cn', 'CNY', 'zh', 'general',
            '2020-01-01'::timestamptz, 0, 0, 0.06, 'month'
       FROM generate_series(1, 5) AS number),
     earning AS (
     INSERT INTO marketplace.csp_terms (csp_terms_id, csp_id, product_id, valid_from, share_rate)
     SELECT 'CT-' || number, 'S-' || number, NULL, '2020-01-01'::timestamptz, 0.02
       FROM generate_series(1, 300) AS number
      UNION ALL
     SELECT 'CT-' || number || '-' || product, 'S-' || number, 'P-' || product, '2020-01-01', 0.03
       FROM generate_series(1, 300) AS number, generate_series(1, 20) AS product),
     product AS (
     INSERT INTO marketplace.product (product_id, merchant_id, name, category, selling_mode,
                 access_type, charging_mode, supervised, tax_category, tax_rate, visibility, status)
     SELECT 'P-' || number, 'M-' || (number % $1::integer + 1), 'Product ' || number, 'software',
            CASE number % 8 WHEN 2 THEN 'joint' WHEN 6 THEN 'joint' WHEN 3 THEN 'selected'
                 ELSE 'general' END,
            'saas', 'period', number % 20 = 0, 'software', 0.06, 'public', 'on_sale'
       FROM generate_series(1, $2::integer) AS number),
     policy AS (
     INSERT INTO marketplace.tier_policy (tier_policy_id, base_fee_rate, from_amount, increment_rate)
     VALUES ('TIER', 0.05, 100000000, 0.01), ('TIER', 0.05, 500000000, 0.02)),
     offer AS (
     INSERT INTO marketplace.offer (offer_id, merchant_id, name, kind, state, valid_from, valid_to)
     SELECT 'OF-' || number, 'M-' || (number % $1::integer + 1), 'Offer ' || number, 'discount',
            'effective', '2020-01-01'::timestamptz, '2099-01-01'::timestamptz
       FROM generate_series(1, 600) AS number),
     offered AS (
     INSERT INTO marketplace.offer_item (offer_id, product_id, sku, discount_rate)
     SELECT 'OF-' || number, 'P-' || number, '', 0.9
       FROM generate_series(1, 600) AS number),
     guest AS (
     INSERT INTO marketplace.offer_customer (offer_id, customer_id)
     SELECT 'OF-' || number, 'C-' || (number * 50 + guest)
       FROM generate_series(1, 600) AS number, generate_series(0, 49) AS guest),
     voucher AS (
     INSERT INTO marketplace.voucher (voucher_id, merchant_id, category, face_amount,
                 threshold_amount, currency, valid_from, valid_to, with_promotion)
     SELECT 'V-' || category, 'M-1', category, 10000, 100, 'CNY', '2020-01-01'::timestamptz,
            '2099-01-01'::timestamptz, true
       FROM unnest(ARRAY['general', 'joint']) AS category)
INSERT INTO marketplace.product_terms (terms_id, product_id, valid_from, share_model, fee_rate,
            share_rate, floor_discount, floor_unit_price, management_fee_rate, tier_policy_id)
SELECT 'T-' || number, 'P-' || number, '2020-01-01'::timestamptz,
       CASE number % 8 WHEN 2 THEN 'deal_share' WHEN 6 THEN 'floor_share' WHEN 3 THEN 'floor_price'
            ELSE 'platform_fee' END,
       CASE number % 8 WHEN 2 THEN NULL WHEN 6 THEN NULL WHEN 3 THEN NULL WHEN 0 THEN 0.05
            WHEN 4 THEN 0.05 ELSE 0.15 END,
       CASE number % 8 WHEN 2 THEN 0.7 WHEN 6 THEN 0.8 WHEN 3 THEN 0.9 END,
       CASE number % 8 WHEN 6 THEN 0.6 END,
       CASE number % 8 WHEN 3 THEN 19.9 END,
       CASE WHEN number % 8 IN (2, 6) THEN 0.03 END,
       CASE WHEN number % 4 = 0 THEN 'TIER' END
  FROM generate_series(1, $2::integer) AS number
