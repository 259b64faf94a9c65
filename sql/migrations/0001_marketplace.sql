-- Creates the schema `marketplace`: the facts and terms that come in, as the data contract names
-- and types them. A run only reads it; `settled import` and the adopter write it.
--   An adopter may bring views (or tables) of the same names. What exists already is left alone,
--   without our comments and indexes; `settled db check` says how it differs from the contract.
--   Keys are text compared by their UTF-8 bytes, hence COLLATE "C".
--   No foreign keys: one makes a bulk load five to ten times slower. The import looks for dangling
--   references by whole sets before it commits (sql/queries/import).
--   Money is in minor units of the currency of the row; rates are proportions, 0.05 is 5 %.

CREATE SCHEMA IF NOT EXISTS marketplace;

CREATE TEMPORARY TABLE adopted_relation ON COMMIT DROP AS
SELECT adopted.relname AS relation
  FROM pg_catalog.pg_class AS adopted
 WHERE adopted.relnamespace = to_regnamespace('marketplace');

-- Who takes part

CREATE TABLE IF NOT EXISTS marketplace.partner (
  partner_id               text COLLATE "C" NOT NULL,
  name                     text NOT NULL,
  name_en                  text,
  kind                     text NOT NULL,
  site                     text NOT NULL,
  currency                 char(3) NOT NULL,
  locale                   text NOT NULL,
  taxpayer_kind            text NOT NULL,
  tax_number               text,
  address                  text,
  email                    text,
  bank_name                text,
  bank_account             text,
  bank_swift               text,
  certified_at             timestamptz,
  agreement_accepted_at    timestamptz,
  withholding_rate         numeric(9,6) NOT NULL,
  digital_service_tax_rate numeric(9,6) NOT NULL,
  invoice_tax_rate         numeric(9,6),
  settlement_cycle         text NOT NULL,
  CONSTRAINT partner_key PRIMARY KEY (partner_id),
  CONSTRAINT key_has_1_to_512_bytes CHECK (octet_length(partner_id) BETWEEN 1 AND 512),
  CONSTRAINT kind_is_known
    CHECK (kind IN ('merchant', 'csp', 'distributor', 'reseller', 'operator')),
  CONSTRAINT site_is_known CHECK (site IN ('cn', 'intl', 'eu')),
  CONSTRAINT currency_is_three_letters CHECK (currency ~ '^[A-Z]{3}$'),
  CONSTRAINT taxpayer_kind_is_known
    CHECK (taxpayer_kind IN ('general', 'small_scale', 'overseas')),
  CONSTRAINT settlement_cycle_is_known CHECK (settlement_cycle IN ('month', 'quarter')),
  CONSTRAINT rates_are_proportions
    CHECK (withholding_rate BETWEEN 0 AND 1 AND digital_service_tax_rate BETWEEN 0 AND 1
           AND invoice_tax_rate BETWEEN 0 AND 1)
);

CREATE TABLE IF NOT EXISTS marketplace.agreement (
  agreement_id  text COLLATE "C" NOT NULL,
  site          text NOT NULL,
  kind          text NOT NULL,
  in_force_from timestamptz NOT NULL,
  title         text NOT NULL,
  CONSTRAINT agreement_key PRIMARY KEY (agreement_id),
  CONSTRAINT key_has_1_to_512_bytes CHECK (octet_length(agreement_id) BETWEEN 1 AND 512),
  CONSTRAINT site_is_known CHECK (site IN ('cn', 'intl', 'eu'))
);

CREATE TABLE IF NOT EXISTS marketplace.customer (
  customer_id text COLLATE "C" NOT NULL,
  name        text NOT NULL,
  site        text NOT NULL,
  postpaid    boolean NOT NULL,
  csp_id      text COLLATE "C",
  tax_number  text,
  address     text,
  email       text,
  country     char(2) NOT NULL,
  CONSTRAINT customer_key PRIMARY KEY (customer_id),
  CONSTRAINT key_has_1_to_512_bytes CHECK (octet_length(customer_id) BETWEEN 1 AND 512),
  CONSTRAINT site_is_known CHECK (site IN ('cn', 'intl', 'eu')),
  CONSTRAINT country_is_two_letters CHECK (country ~ '^[A-Z]{2}$')
);

-- What is sold, and on what terms

CREATE TABLE IF NOT EXISTS marketplace.product (
  product_id    text COLLATE "C" NOT NULL,
  merchant_id   text COLLATE "C" NOT NULL,
  name          text NOT NULL,
  category      text NOT NULL,
  selling_mode  text NOT NULL,
  access_type   text NOT NULL,
  charging_mode text NOT NULL,
  supervised    boolean NOT NULL,
  tax_category  text NOT NULL,
  tax_rate      numeric(9,6) NOT NULL,
  visibility    text NOT NULL,
  status        text NOT NULL,
  CONSTRAINT product_key PRIMARY KEY (product_id),
  CONSTRAINT key_has_1_to_512_bytes CHECK (octet_length(product_id) BETWEEN 1 AND 512),
  CONSTRAINT selling_mode_is_known
    CHECK (selling_mode IN ('general', 'joint', 'selected', 'platform')),
  CONSTRAINT access_type_is_known
    CHECK (access_type IN ('image', 'saas', 'license', 'service', 'api', 'hardware', 'data',
                           'ai_asset', 'container', 'orchestration', 'consulting', 'content')),
  CONSTRAINT charging_mode_is_known
    CHECK (charging_mode IN ('period', 'one_off', 'usage', 'package')),
  CONSTRAINT tax_category_is_known CHECK (tax_category IN ('software', 'service', 'hardware')),
  CONSTRAINT visibility_is_known CHECK (visibility IN ('public', 'hidden', 'listed_customers')),
  CONSTRAINT status_is_known CHECK (status IN ('draft', 'in_review', 'on_sale', 'withdrawn')),
  CONSTRAINT tax_rate_is_a_proportion CHECK (tax_rate BETWEEN 0 AND 1)
);

CREATE TABLE IF NOT EXISTS marketplace.product_terms (
  terms_id              text COLLATE "C" NOT NULL,
  product_id            text COLLATE "C" NOT NULL,
  valid_from            timestamptz NOT NULL,
  valid_to              timestamptz,
  share_model           text NOT NULL,
  fee_rate              numeric(9,6),
  share_rate            numeric(9,6),
  floor_discount        numeric(9,6),
  floor_unit_price      numeric(20,10),
  voucher_partner_share numeric(9,6),
  management_fee_rate   numeric(9,6),
  tier_policy_id        text COLLATE "C",
  CONSTRAINT product_terms_key PRIMARY KEY (terms_id),
  CONSTRAINT key_has_1_to_512_bytes CHECK (octet_length(terms_id) BETWEEN 1 AND 512),
  CONSTRAINT validity_does_not_end_before_it_begins CHECK (valid_to >= valid_from),
  CONSTRAINT share_model_is_known
    CHECK (share_model IN ('platform_fee', 'deal_share', 'floor_share', 'floor_price')),
  CONSTRAINT share_model_has_its_rates
    CHECK (CASE share_model
                WHEN 'platform_fee' THEN fee_rate IS NOT NULL
                WHEN 'deal_share'   THEN share_rate IS NOT NULL
                WHEN 'floor_share'  THEN share_rate IS NOT NULL AND floor_discount IS NOT NULL
                WHEN 'floor_price'  THEN share_rate IS NOT NULL AND floor_unit_price IS NOT NULL
           END),
  CONSTRAINT rates_are_proportions
    CHECK (fee_rate BETWEEN 0 AND 1 AND share_rate BETWEEN 0 AND 1
           AND floor_discount BETWEEN 0 AND 1 AND voucher_partner_share BETWEEN 0 AND 1
           AND management_fee_rate BETWEEN 0 AND 1)
);

CREATE TABLE IF NOT EXISTS marketplace.tier_policy (
  tier_policy_id text COLLATE "C" NOT NULL,
  base_fee_rate  numeric(9,6) NOT NULL,
  from_amount    bigint NOT NULL,
  increment_rate numeric(9,6) NOT NULL,
  CONSTRAINT tier_policy_key PRIMARY KEY (tier_policy_id, from_amount),
  CONSTRAINT key_has_1_to_512_bytes CHECK (octet_length(tier_policy_id) BETWEEN 1 AND 512),
  CONSTRAINT base_fee_rate_is_a_proportion CHECK (base_fee_rate BETWEEN 0 AND 1)
);

CREATE TABLE IF NOT EXISTS marketplace.csp_terms (
  csp_terms_id        text COLLATE "C" NOT NULL,
  csp_id              text COLLATE "C" NOT NULL,
  product_id          text COLLATE "C",
  valid_from          timestamptz NOT NULL,
  valid_to            timestamptz,
  share_rate          numeric(9,6) NOT NULL,
  authorised_discount numeric(9,6),
  service_tax_rate    numeric(9,6),
  CONSTRAINT csp_terms_key PRIMARY KEY (csp_terms_id),
  CONSTRAINT key_has_1_to_512_bytes CHECK (octet_length(csp_terms_id) BETWEEN 1 AND 512),
  CONSTRAINT validity_does_not_end_before_it_begins CHECK (valid_to >= valid_from),
  CONSTRAINT rates_are_proportions
    CHECK (share_rate BETWEEN 0 AND 1 AND authorised_discount BETWEEN 0 AND 1
           AND service_tax_rate BETWEEN 0 AND 1)
);

-- What happened: sales, delivery, repayment, refunds

CREATE TABLE IF NOT EXISTS marketplace.order_line (
  line_id                     text COLLATE "C" NOT NULL,
  order_id                    text COLLATE "C" NOT NULL,
  line_type                   text NOT NULL,
  customer_id                 text COLLATE "C" NOT NULL,
  product_id                  text COLLATE "C" NOT NULL,
  sku                         text COLLATE "C",
  quantity                    numeric(16,4) NOT NULL,
  duration                    integer NOT NULL,
  currency                    char(3) NOT NULL,
  list_amount                 bigint NOT NULL,
  sales_amount                bigint NOT NULL,
  voucher_amount              bigint NOT NULL,
  cash_amount                 bigint NOT NULL,
  credit_amount               bigint NOT NULL,
  cash_coupon_amount          bigint NOT NULL,
  vat_amount                  bigint NOT NULL,
  customer_withholding_amount bigint NOT NULL,
  unit_list_price             numeric(20,10),
  unit_deal_price             numeric(20,10),
  ordered_at                  timestamptz NOT NULL,
  paid_at                     timestamptz,
  activated_at                timestamptz,
  effective_at                timestamptz,
  trial                       boolean NOT NULL,
  offer_id                    text COLLATE "C",
  voucher_id                  text COLLATE "C",
  csp_id                      text COLLATE "C",
  operator_id                 text COLLATE "C",
  CONSTRAINT order_line_key PRIMARY KEY (line_id),
  CONSTRAINT key_has_1_to_512_bytes CHECK (octet_length(line_id) BETWEEN 1 AND 512),
  CONSTRAINT line_type_is_known
    CHECK (line_type IN ('new', 'renewal', 'change', 'usage_to_period')),
  CONSTRAINT currency_is_three_letters CHECK (currency ~ '^[A-Z]{3}$'),
  -- In numeric, so that a sum beyond bigint is a false answer and not an error without a name.
  CONSTRAINT money_adds_up
    CHECK (sales_amount = voucher_amount::numeric + cash_amount + credit_amount
                          + cash_coupon_amount)
);

CREATE TABLE IF NOT EXISTS marketplace.supervision (
  line_id      text COLLATE "C" NOT NULL,
  status       text NOT NULL,
  completed_at timestamptz,
  CONSTRAINT supervision_key PRIMARY KEY (line_id),
  CONSTRAINT status_is_known
    CHECK (status IN ('in_progress', 'delivered', 'appealed', 'completed', 'refunded'))
);

CREATE TABLE IF NOT EXISTS marketplace.repayment (
  customer_id text COLLATE "C" NOT NULL,
  month       date NOT NULL,
  repaid_at   timestamptz NOT NULL,
  CONSTRAINT repayment_key PRIMARY KEY (customer_id, month),
  CONSTRAINT month_is_named_by_its_first_day CHECK (extract(day FROM month) = 1)
);

CREATE TABLE IF NOT EXISTS marketplace.refund (
  refund_id        text COLLATE "C" NOT NULL,
  line_id          text COLLATE "C" NOT NULL,
  kind             text NOT NULL,
  status           text NOT NULL,
  paid_refunded    bigint NOT NULL,
  voucher_returned bigint NOT NULL,
  handling_fee     bigint NOT NULL,
  requested_at     timestamptz NOT NULL,
  completed_at     timestamptz,
  CONSTRAINT refund_key PRIMARY KEY (refund_id),
  CONSTRAINT key_has_1_to_512_bytes CHECK (octet_length(refund_id) BETWEEN 1 AND 512),
  CONSTRAINT kind_is_known
    CHECK (kind IN ('five_day', 'negotiated', 'inactive_renewal', 'failed_provisioning',
                    'downgrade')),
  CONSTRAINT status_is_known
    CHECK (status IN ('requested', 'approved', 'rejected', 'completed', 'cancelled')),
  CONSTRAINT completed_refund_has_an_instant
    CHECK (status <> 'completed' OR completed_at IS NOT NULL)
);

-- Usage: instances, their prices, their packages, and what was metered

CREATE TABLE IF NOT EXISTS marketplace.instance (
  instance_id   text COLLATE "C" NOT NULL,
  line_id       text COLLATE "C",
  product_id    text COLLATE "C" NOT NULL,
  customer_id   text COLLATE "C" NOT NULL,
  price_plan_id text COLLATE "C" NOT NULL,
  charge_item   text NOT NULL,
  opened_at     timestamptz NOT NULL,
  closed_at     timestamptz,
  CONSTRAINT instance_key PRIMARY KEY (instance_id),
  CONSTRAINT key_has_1_to_512_bytes CHECK (octet_length(instance_id) BETWEEN 1 AND 512)
);

CREATE TABLE IF NOT EXISTS marketplace.price_plan (
  price_plan_id text COLLATE "C" NOT NULL,
  model         text NOT NULL,
  accumulate    text NOT NULL,
  currency      char(3) NOT NULL,
  CONSTRAINT price_plan_key PRIMARY KEY (price_plan_id),
  CONSTRAINT key_has_1_to_512_bytes CHECK (octet_length(price_plan_id) BETWEEN 1 AND 512),
  CONSTRAINT model_is_known CHECK (model IN ('fixed', 'step', 'tier')),
  CONSTRAINT accumulate_is_known CHECK (accumulate IN ('record', 'day', 'month')),
  CONSTRAINT currency_is_three_letters CHECK (currency ~ '^[A-Z]{3}$')
);

CREATE TABLE IF NOT EXISTS marketplace.price_band (
  price_plan_id text COLLATE "C" NOT NULL,
  band          integer NOT NULL,
  up_to         numeric(16,4),
  unit_price    numeric(20,10) NOT NULL,
  CONSTRAINT price_band_key PRIMARY KEY (price_plan_id, band)
);

-- Abnormal records are facts too (rule 4.1): no constraint refuses what a run must report.
CREATE TABLE IF NOT EXISTS marketplace.usage_record (
  usage_id    bigint NOT NULL,
  instance_id text COLLATE "C" NOT NULL,
  metering_sn text COLLATE "C" NOT NULL,
  begin_time  timestamptz NOT NULL,
  end_time    timestamptz NOT NULL,
  record_time timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  usage_value numeric(16,4) NOT NULL,
  package_id  text COLLATE "C",
  CONSTRAINT usage_record_key PRIMARY KEY (usage_id)
);

CREATE TABLE IF NOT EXISTS marketplace.package (
  package_id          text COLLATE "C" NOT NULL,
  instance_id         text COLLATE "C" NOT NULL,
  quota               numeric(16,4) NOT NULL,
  reset               text NOT NULL,
  stop_when_exhausted boolean NOT NULL,
  valid_from          timestamptz NOT NULL,
  valid_to            timestamptz,
  CONSTRAINT package_key PRIMARY KEY (package_id),
  CONSTRAINT key_has_1_to_512_bytes CHECK (octet_length(package_id) BETWEEN 1 AND 512),
  CONSTRAINT reset_is_known CHECK (reset IN ('none', 'month', 'year')),
  CONSTRAINT quota_is_not_negative CHECK (quota >= 0),
  CONSTRAINT validity_does_not_end_before_it_begins CHECK (valid_to >= valid_from)
);

-- Discounts and incentives

CREATE TABLE IF NOT EXISTS marketplace.offer (
  offer_id    text COLLATE "C" NOT NULL,
  merchant_id text COLLATE "C" NOT NULL,
  name        text NOT NULL,
  kind        text NOT NULL,
  state       text NOT NULL,
  valid_from  timestamptz NOT NULL,
  valid_to    timestamptz NOT NULL,
  CONSTRAINT offer_key PRIMARY KEY (offer_id),
  CONSTRAINT key_has_1_to_512_bytes CHECK (octet_length(offer_id) BETWEEN 1 AND 512),
  CONSTRAINT kind_is_known CHECK (kind IN ('discount', 'configuration')),
  CONSTRAINT state_is_known CHECK (state IN ('draft', 'in_review', 'effective', 'withdrawn')),
  CONSTRAINT validity_does_not_end_before_it_begins CHECK (valid_to >= valid_from)
);

CREATE TABLE IF NOT EXISTS marketplace.offer_customer (
  offer_id    text COLLATE "C" NOT NULL,
  customer_id text COLLATE "C" NOT NULL,
  CONSTRAINT offer_customer_key PRIMARY KEY (offer_id, customer_id)
);

CREATE TABLE IF NOT EXISTS marketplace.offer_item (
  offer_id      text COLLATE "C" NOT NULL,
  product_id    text COLLATE "C" NOT NULL,
  sku           text COLLATE "C" NOT NULL,
  discount_rate numeric(9,6) NOT NULL,
  quantity      numeric(16,4),
  CONSTRAINT offer_item_key PRIMARY KEY (offer_id, product_id, sku),
  CONSTRAINT discount_rate_is_not_negative CHECK (discount_rate >= 0)
);

CREATE TABLE IF NOT EXISTS marketplace.voucher (
  voucher_id       text COLLATE "C" NOT NULL,
  merchant_id      text COLLATE "C" NOT NULL,
  category         text NOT NULL,
  face_amount      bigint NOT NULL,
  threshold_amount bigint NOT NULL,
  currency         char(3) NOT NULL,
  valid_from       timestamptz NOT NULL,
  valid_to         timestamptz NOT NULL,
  with_promotion   boolean NOT NULL,
  charging_mode    text,
  CONSTRAINT voucher_key PRIMARY KEY (voucher_id),
  CONSTRAINT key_has_1_to_512_bytes CHECK (octet_length(voucher_id) BETWEEN 1 AND 512),
  CONSTRAINT category_is_known CHECK (category IN ('general', 'joint')),
  CONSTRAINT currency_is_three_letters CHECK (currency ~ '^[A-Z]{3}$'),
  CONSTRAINT charging_mode_is_known
    CHECK (charging_mode IN ('period', 'one_off', 'usage', 'package')),
  CONSTRAINT validity_does_not_end_before_it_begins CHECK (valid_to >= valid_from)
);

CREATE TABLE IF NOT EXISTS marketplace.incentive_policy (
  policy_id  text COLLATE "C" NOT NULL,
  name       text NOT NULL,
  site       text NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_to   timestamptz,
  cycle      text NOT NULL,
  mode       text NOT NULL,
  threshold  bigint NOT NULL,
  currency   char(3) NOT NULL,
  partner_id text COLLATE "C",
  product_id text COLLATE "C",
  CONSTRAINT incentive_policy_key PRIMARY KEY (policy_id),
  CONSTRAINT key_has_1_to_512_bytes CHECK (octet_length(policy_id) BETWEEN 1 AND 512),
  CONSTRAINT site_is_known CHECK (site IN ('cn', 'intl', 'eu')),
  CONSTRAINT cycle_is_known CHECK (cycle IN ('month', 'quarter', 'year')),
  CONSTRAINT mode_is_known CHECK (mode IN ('whole', 'marginal')),
  CONSTRAINT currency_is_three_letters CHECK (currency ~ '^[A-Z]{3}$'),
  CONSTRAINT validity_does_not_end_before_it_begins CHECK (valid_to >= valid_from)
);

CREATE TABLE IF NOT EXISTS marketplace.incentive_band (
  policy_id   text COLLATE "C" NOT NULL,
  from_amount bigint NOT NULL,
  rate        numeric(9,6) NOT NULL,
  CONSTRAINT incentive_band_key PRIMARY KEY (policy_id, from_amount)
);

CREATE TABLE IF NOT EXISTS marketplace.calendar_day (
  site    text NOT NULL,
  day     date NOT NULL,
  working boolean NOT NULL,
  CONSTRAINT calendar_day_key PRIMARY KEY (site, day),
  CONSTRAINT site_is_known CHECK (site IN ('cn', 'intl', 'eu'))
);

-- Comments and indexes, of the tables made above only: a view can carry neither, and an adopter's
-- table is the adopter's.

DO $remarks$
DECLARE
  remark record;
BEGIN
  FOR remark IN
    SELECT wording.relation, wording.attribute, wording.words
      FROM (VALUES
        ('partner', NULL, 'Anyone we settle with.'),
        ('partner', 'name_en', 'Absent: documents in English show the name.'),
        ('partner', 'tax_number', 'Absent: none given; left off documents.'),
        ('partner', 'address', 'Absent: none given; left off documents.'),
        ('partner', 'email', 'Absent: no mail is sent.'),
        ('partner', 'bank_name', 'Absent: no payout can be instructed yet.'),
        ('partner', 'bank_account', 'Absent: no payout can be instructed yet.'),
        ('partner', 'bank_swift', 'Absent: a bank reached without a SWIFT code.'),
        ('partner', 'certified_at', 'Absent: not certified, so nothing is billed (rule 7.5).'),
        ('partner', 'agreement_accepted_at', 'Absent: no agreement was ever accepted (rule 7.5).'),
        ('partner', 'withholding_rate', 'Proportion of the gross sales amount (rule 5.2).'),
        ('partner', 'digital_service_tax_rate', 'Proportion of the gross sales amount (rule 5.2).'),
        ('partner', 'invoice_tax_rate', 'Absent: the tax rate of the product counts (rule 5).'),
        ('agreement', NULL, 'What partners of a site must have accepted from an instant on.'),
        ('customer', NULL, 'Who buys and pays.'),
        ('customer', 'postpaid', 'Pays for usage after the month; it settles once repaid.'),
        ('customer', 'csp_id', 'Absent: no service provider earns on the usage of this customer.'),
        ('customer', 'tax_number', 'Absent: none given; left off documents.'),
        ('customer', 'address', 'Absent: none given; left off documents.'),
        ('customer', 'email', 'Absent: no mail is sent.'),
        ('product', NULL, 'What a merchant sells.'),
        ('product', 'supervised', 'Takes effect when supervision completes, not when activated.'),
        ('product_terms', NULL,
          'How the money for a product is shared, from valid_from up to but not at valid_to.'),
        ('product_terms', 'valid_to', 'Absent: in force without end.'),
        ('product_terms', 'fee_rate', 'Absent: the share model knows no platform fee.'),
        ('product_terms', 'share_rate', 'Absent: the share model knows no share.'),
        ('product_terms', 'floor_discount', 'Absent: not a floor_share.'),
        ('product_terms', 'floor_unit_price',
          'Major units of the currency of the line. Absent: not a floor_price.'),
        ('product_terms', 'voucher_partner_share',
          'Absent: the default of the share model (rules 5.1, 5.3, 5.4).'),
        ('product_terms', 'management_fee_rate', 'Absent: a programme operator earns nothing.'),
        ('product_terms', 'tier_policy_id', 'Absent: no monthly fee waiver.'),
        ('tier_policy', NULL, 'The bands of a monthly fee waiver (rule 5.7).'),
        ('tier_policy', 'base_fee_rate', 'The same in every band of a policy.'),
        ('tier_policy', 'from_amount', 'Where the band begins, inclusive, in minor units.'),
        ('tier_policy', 'increment_rate', 'Added to the proportion of the merchant.'),
        ('csp_terms', NULL, 'What a service provider or reseller earns.'),
        ('csp_terms', 'product_id', 'Absent: every product without terms of its own.'),
        ('csp_terms', 'valid_to', 'Absent: in force without end.'),
        ('csp_terms', 'authorised_discount', 'Absent: no discount may be given.'),
        ('csp_terms', 'service_tax_rate', 'Absent: the invoice rate of the reseller counts (5.6).'),
        ('order_line', NULL, 'One product of one order, as sold and paid.'),
        ('order_line', 'duration', 'In periods of the price; 1 for a sale in one go.'),
        ('order_line', 'sku', 'Absent: the product has no variants.'),
        ('order_line', 'unit_list_price', 'Major units. Absent: only amounts were recorded.'),
        ('order_line', 'unit_deal_price', 'Major units. Absent: only amounts were recorded.'),
        ('order_line', 'paid_at', 'Absent: not paid yet.'),
        ('order_line', 'activated_at', 'Absent: not activated yet.'),
        ('order_line', 'effective_at', 'Absent: the renewal has not taken effect, or is none.'),
        ('order_line', 'offer_id', 'Absent: no merchant-exclusive offer was used.'),
        ('order_line', 'voucher_id', 'Absent: no voucher was used.'),
        ('order_line', 'csp_id', 'Absent: no service provider or reseller took part.'),
        ('order_line', 'operator_id', 'Absent: no programme operator took part.'),
        ('supervision', NULL, 'How the delivery of a supervised order line stands.'),
        ('supervision', 'completed_at', 'Absent: not completed; only this column opens the gate.'),
        ('repayment', NULL, 'When a customer had repaid the credit of a month.'),
        ('repayment', 'month', 'The first day of the month, in settlement time.'),
        ('refund', NULL, 'Money given back on one order line; it counts when completed.'),
        ('refund', 'paid_refunded', 'Minor units of the currency of the order line.'),
        ('refund', 'voucher_returned', 'Minor units of the currency of the order line.'),
        ('refund', 'handling_fee', 'Minor units; shown, never part of a settlement amount.'),
        ('refund', 'completed_at', 'Absent: not completed.'),
        ('instance', NULL, 'One provisioned, metered use of a product.'),
        ('instance', 'line_id', 'Absent: metered without an order line behind it.'),
        ('instance', 'closed_at', 'Absent: still open.'),
        ('price_plan', NULL, 'How metered values are priced.'),
        ('price_band', NULL, 'The unit prices of a price plan, in ascending order of band.'),
        ('price_band', 'up_to', 'Inclusive. Absent: unbounded, in the last band only.'),
        ('price_band', 'unit_price', 'Major units of the currency of the plan.'),
        ('usage_record', NULL, 'What was metered, normal or not (rule 4.1).'),
        ('usage_record', 'package_id', 'Absent: any package in force is consumed, else charged.'),
        ('package', NULL, 'A quota bought in advance, consumed before anything is charged.'),
        ('package', 'valid_to', 'Absent: in force without end.'),
        ('offer', NULL, 'A price that a merchant grants to named customers.'),
        ('offer_customer', NULL, 'Who may use an offer.'),
        ('offer_item', NULL, 'What an offer covers, and the proportion of the list price to pay.'),
        ('offer_item', 'sku', 'The empty text stands for any variant.'),
        ('offer_item', 'quantity', 'Absent: any quantity.'),
        ('voucher', NULL, 'Issued by a merchant; its bearers are those of rule 9.3.'),
        ('voucher', 'charging_mode', 'Absent: any but usage.'),
        ('incentive_policy', NULL, 'What a partner earns on the performance of a cycle.'),
        ('incentive_policy', 'valid_to', 'Absent: in force without end.'),
        ('incentive_policy', 'partner_id', 'Absent: every partner of the site that can earn it.'),
        ('incentive_policy', 'product_id', 'Absent: all products count.'),
        ('incentive_band', NULL, 'The rates of an incentive policy by performance.'),
        ('incentive_band', 'from_amount', 'Where the band begins, inclusive, in minor units.'),
        ('calendar_day', NULL, 'Exceptions to a working week of Monday to Friday, by site.')
      ) AS wording (relation, attribute, words)
     WHERE wording.relation NOT IN (SELECT adopted.relation FROM adopted_relation AS adopted)
  LOOP
    IF remark.attribute IS NULL THEN
      EXECUTE format('COMMENT ON TABLE marketplace.%I IS %L', remark.relation, remark.words);
    ELSE
      EXECUTE format('COMMENT ON COLUMN marketplace.%I.%I IS %L',
                     remark.relation, remark.attribute, remark.words);
    END IF;
  END LOOP;
END
$remarks$;

-- Only what a run, `explain` or `why-not` asks for by something else than the primary key.
DO $indexes$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT design.name, design.relation, design.keys, design.words
      FROM (VALUES
        ('refund_of_line', 'refund', 'line_id, completed_at, refund_id',
          'The refunds of an order line in the order in which they cumulate (rule 6.1).'),
        ('terms_of_product', 'product_terms', 'product_id, valid_from, terms_id',
          'The terms in force of one product (rule 3.2).'),
        ('terms_of_csp', 'csp_terms', 'csp_id, product_id, valid_from, csp_terms_id',
          'The terms in force of one service provider (rule 5.8).'),
        ('usage_of_instance', 'usage_record', 'instance_id, begin_time, usage_id',
          'The records behind one usage line, in the order in which they are rated (rule 4.4).'),
        ('package_of_instance', 'package', 'instance_id, valid_from, package_id',
          'The packages of one instance in the order in which they are consumed (rule 4.4).')
      ) AS design (name, relation, keys, words)
     WHERE design.relation NOT IN (SELECT adopted.relation FROM adopted_relation AS adopted)
  LOOP
    EXECUTE format('CREATE INDEX %I ON marketplace.%I (%s)',
                   wanted.name, wanted.relation, wanted.keys);
    EXECUTE format('COMMENT ON INDEX marketplace.%I IS %L', wanted.name, wanted.words);
  END LOOP;
END
$indexes$;

DROP TABLE adopted_relation;
