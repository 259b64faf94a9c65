-- Makes merchants, products, terms, and a tier policy for every fourth product.
--   $1 merchants integer   $2 products integer
WITH merchant AS (
     INSERT INTO marketplace.partner (partner_id, name, kind, site, currency, locale, taxpayer_kind,
                 certified_at, withholding_rate, digital_service_tax_rate, settlement_cycle)
     SELECT 'M-' || number, 'Merchant ' || number, 'merchant', 'cn', 'CNY', 'zh', 'general',
            '2020-01-01', 0, 0, 'month'
       FROM generate_series(1, $1::integer) AS number),
     product AS (
     INSERT INTO marketplace.product (product_id, merchant_id, name, category, selling_mode,
                 access_type, charging_mode, supervised, tax_category, tax_rate, visibility, status)
     SELECT 'P-' || number, 'M-' || (number % $1::integer + 1), 'Product ' || number, 'software',
            'general', 'saas', 'period', number % 20 = 0, 'software', 0.06, 'public', 'on_sale'
       FROM generate_series(1, $2::integer) AS number),
     policy AS (
     INSERT INTO marketplace.tier_policy (tier_policy_id, base_fee_rate, from_amount, increment_rate)
     VALUES ('TIER', 0.05, 100000000, 0.01), ('TIER', 0.05, 500000000, 0.02))
INSERT INTO marketplace.product_terms (terms_id, product_id, valid_from, share_model, fee_rate,
            tier_policy_id)
SELECT 'T-' || number, 'P-' || number, '2020-01-01', 'platform_fee',
       CASE WHEN number % 4 = 0 THEN 0.05 ELSE 0.15 END,
       CASE WHEN number % 4 = 0 THEN 'TIER' END
  FROM generate_series(1, $2::integer) AS number
