import Postgres

/// The statements of these tests. Those of the product live in `sql/`.
enum Statements {
  static func dropDatabase(_ name: String) -> SQL {
    SQL(name: "drop_database", text: "DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
  }

  static func createDatabase(_ name: String) -> SQL {
    SQL(name: "create_database", text: "CREATE DATABASE \(name)")
  }

  static let lockSite = SQL(
    name: "lock_site", text: "SELECT pg_advisory_lock(hashtextextended('settled run ' || $1, 0))")

  static let lockRuns = SQL(
    name: "lock_runs", text: "LOCK TABLE settlement.run IN ACCESS EXCLUSIVE MODE")

  /// How many sessions of the database wait for a lock.
  static let countWaiting = SQL(
    name: "count_waiting",
    text: """
      SELECT count(*)
        FROM pg_stat_activity
       WHERE datname = current_database()
         AND wait_event_type = 'Lock'
      """)

  /// What the trail says of actions that begin with a word, as it happened.
  static let trail = SQL(
    name: "trail",
    text: """
      SELECT event.actor, event.action, event.subject, event.detail
        FROM settlement.event AS event
       WHERE event.action LIKE $1 || '%'
       ORDER BY event.event_no
      """)

  /// A view or table whose terms lack the fee they need, as an adopter's may.
  static let spoilTerms = SQL(
    name: "spoil_terms",
    text: """
      ALTER TABLE marketplace.product_terms DROP CONSTRAINT share_model_has_its_rates;
      INSERT INTO marketplace.product_terms (terms_id, product_id, valid_from, share_model)
      VALUES ('T-E', 'P-E', '2020-01-01T00:00:00+08:00', 'platform_fee');
      """)

  static let widenColumn = SQL(
    name: "widen_column",
    text: """
      ALTER TABLE marketplace.voucher ALTER COLUMN face_amount TYPE numeric(20,2);
      ALTER TABLE marketplace.voucher ADD COLUMN colour text;
      """)

  /// Site cn: two merchants, one named in Chinese, October and November 2026. In November an order
  /// whose voucher the platform bears leaves it a loss: 0.95 x 9,000.00 of 8,000.00 paid.
  static let higherFee = SQL(
    name: "higher_fee",
    text: "UPDATE marketplace.product_terms SET fee_rate = 0.10 WHERE terms_id = 'T-1'")

  static let facts = SQL(
    name: "facts",
    text: """
      INSERT INTO marketplace.partner (partner_id, name, kind, site, currency, locale,
             taxpayer_kind, certified_at, withholding_rate, digital_service_tax_rate,
             settlement_cycle)
      VALUES ('M-1', '莲花云科技有限公司', 'merchant', 'cn', 'CNY', 'zh-CN', 'general',
              '2026-01-01T00:00:00+08:00', 0, 0, 'month'),
             ('M-2', 'Harbour Services', 'merchant', 'cn', 'CNY', 'en', 'general',
              '2026-01-01T00:00:00+08:00', 0, 0, 'month'),
             ('M-E', 'Europe', 'merchant', 'eu', 'EUR', 'en', 'overseas',
              '2026-01-01T00:00:00+08:00', 0, 0, 'month');
      INSERT INTO marketplace.customer (customer_id, name, site, postpaid, country)
      VALUES ('C-1', 'Customer', 'cn', false, 'CN');
      INSERT INTO marketplace.product (product_id, merchant_id, name, category, selling_mode,
             access_type, charging_mode, supervised, tax_category, tax_rate, visibility, status)
      SELECT key, merchant, 'A product', 'tools', 'general', 'saas', 'one_off', false, 'service',
             0.06, 'public', 'on_sale'
        FROM (VALUES ('P-1', 'M-1'), ('P-2', 'M-2'), ('P-E', 'M-E')) AS product (key, merchant);
      INSERT INTO marketplace.product_terms (terms_id, product_id, valid_from, share_model,
             fee_rate, voucher_partner_share)
      VALUES ('T-1', 'P-1', '2020-01-01T00:00:00+08:00', 'platform_fee', 0.05, 0),
             ('T-2', 'P-2', '2020-01-01T00:00:00+08:00', 'platform_fee', 0.05, 0);
      INSERT INTO marketplace.order_line (line_id, order_id, line_type, customer_id, product_id,
             quantity, duration, currency, list_amount, sales_amount, voucher_amount, cash_amount,
             credit_amount, cash_coupon_amount, vat_amount, customer_withholding_amount,
             ordered_at, paid_at, activated_at, trial)
      SELECT line, 'O-' || line, 'new', 'C-1', product, 1, 1, 'CNY', sales, sales, voucher,
             sales - voucher, 0, 0, 0, 0, day::timestamptz, day::timestamptz, active::timestamptz,
             false
        FROM (VALUES ('L-1', 'P-1', 850000, 0, '2026-10-05T09:30:00+08:00',
                      '2026-10-05T10:00:00+08:00'),
                     ('L-2', 'P-2', 640000, 0, '2026-10-06T09:30:00+08:00',
                      '2026-10-06T10:00:00+08:00'),
                     ('L-3', 'P-2', 100000, 0, '2026-10-07T09:30:00+08:00', NULL),
                     ('L-4', 'P-1', 900000, 100000, '2026-11-05T09:30:00+08:00',
                      '2026-11-05T10:00:00+08:00'))
             AS fact (line, product, sales, voucher, day, active);
      """)

  /// S-1 brought L-1, for a share of 1 % and an incentive of 2 % from 5,000.00 and 3 % from 10,000.00.
  static let provider = SQL(
    name: "provider",
    text: """
      INSERT INTO marketplace.partner (partner_id, name, kind, site, currency, locale,
             taxpayer_kind, certified_at, withholding_rate, digital_service_tax_rate,
             settlement_cycle)
      VALUES ('S-1', '启明云服务', 'csp', 'cn', 'CNY', 'zh-CN', 'general',
              '2026-01-01T00:00:00+08:00', 0, 0, 'month');
      INSERT INTO marketplace.csp_terms (csp_terms_id, csp_id, valid_from, share_rate)
      VALUES ('E-1', 'S-1', '2020-01-01T00:00:00+08:00', 0.01);
      INSERT INTO marketplace.incentive_policy (policy_id, name, site, valid_from, cycle, mode,
             threshold, currency)
      VALUES ('IP-1', 'Partner incentive', 'cn', '2020-01-01T00:00:00+08:00', 'month', 'whole', 0,
              'CNY');
      INSERT INTO marketplace.incentive_band (policy_id, from_amount, rate)
      VALUES ('IP-1', 500000, 0.02), ('IP-1', 1000000, 0.03);
      UPDATE marketplace.order_line SET csp_id = 'S-1' WHERE line_id = 'L-1'
      """)

  /// Time stamps say that they are a day older.
  static let backdateStamps = SQL(
    name: "backdate_stamps",
    text: """
      ALTER TABLE settlement.time_stamp DISABLE TRIGGER time_stamp_never_changes;
      UPDATE settlement.time_stamp SET stamped_at = stamped_at - interval '1 day';
      ALTER TABLE settlement.time_stamp ENABLE ALWAYS TRIGGER time_stamp_never_changes;
      """)

  /// The signatures of two documents have each other's time stamp.
  static let swapStamps = SQL(
    name: "swap_stamps",
    text: """
      ALTER TABLE settlement.signature_stamp DISABLE TRIGGER signature_stamp_never_changes;
      UPDATE settlement.signature_stamp AS stamp SET token = other.token
        FROM settlement.signature_stamp AS other
       WHERE other.invoice_id <> stamp.invoice_id;
      ALTER TABLE settlement.signature_stamp ENABLE ALWAYS TRIGGER signature_stamp_never_changes;
      """)

  /// M-1 gets a name for which the fonts have no shapes.
  static let undrawableName = SQL(
    name: "undrawable_name",
    text: "UPDATE marketplace.partner SET name = '莲花🫨' WHERE partner_id = 'M-1'")

  /// M-1 sells in joint operation at 70 %, and what it sells is named like a formula; the platform is
  /// named as on its invoices.
  static let jointOperation = SQL(
    name: "joint_operation",
    text: """
      UPDATE marketplace.product SET selling_mode = 'joint', name = '=1+1'
       WHERE product_id = 'P-1';
      UPDATE marketplace.product_terms
         SET share_model = 'deal_share', fee_rate = NULL, share_rate = 0.7
       WHERE terms_id = 'T-1';
      INSERT INTO settlement.issuer
      VALUES ('cn', '2026-01-01', 'Sample Cloud Market Ltd', '示例云市场有限公司', '示例路1号',
              '91310115MA1K34567F', 60000);
      """)

  /// M-D of site eu in joint operation at 70 %, 19 % of tax: 1,190.00 of September that come back in
  /// October, and 595.00 of another product then.
  static let jointInEurope = SQL(
    name: "joint_in_europe",
    text: """
      INSERT INTO marketplace.partner (partner_id, name, kind, site, currency, locale,
             taxpayer_kind, certified_at, withholding_rate, digital_service_tax_rate,
             settlement_cycle)
      VALUES ('M-D', 'Daten GmbH', 'merchant', 'eu', 'EUR', 'en', 'overseas',
              '2026-01-01T00:00:00+08:00', 0, 0, 'month');
      INSERT INTO marketplace.customer (customer_id, name, site, postpaid, country)
      VALUES ('C-D', 'Customer', 'eu', false, 'DE');
      INSERT INTO marketplace.product (product_id, merchant_id, name, category, selling_mode,
             access_type, charging_mode, supervised, tax_category, tax_rate, visibility, status)
      VALUES ('P-D1', 'M-D', 'Backup', 'tools', 'joint', 'saas', 'one_off', false, 'service',
              0.19, 'public', 'on_sale'),
             ('P-D2', 'M-D', 'Atlas', 'tools', 'joint', 'saas', 'one_off', false, 'service',
              0.19, 'public', 'on_sale');
      INSERT INTO marketplace.product_terms (terms_id, product_id, valid_from, share_model,
             share_rate)
      VALUES ('T-D1', 'P-D1', '2020-01-01T00:00:00+08:00', 'deal_share', 0.7),
             ('T-D2', 'P-D2', '2020-01-01T00:00:00+08:00', 'deal_share', 0.7);
      INSERT INTO marketplace.order_line (line_id, order_id, line_type, customer_id, product_id,
             quantity, duration, currency, list_amount, sales_amount, voucher_amount, cash_amount,
             credit_amount, cash_coupon_amount, vat_amount, customer_withholding_amount,
             ordered_at, paid_at, activated_at, trial)
      SELECT line, 'O-' || line, 'new', 'C-D', product, 1, 1, 'EUR', sales, sales, 0, sales, 0, 0,
             0, 0, day::timestamptz, day::timestamptz, day::timestamptz, false
        FROM (VALUES ('L-D1', 'P-D1', 119000, '2026-09-05T09:30:00+08:00'),
                     ('L-D2', 'P-D2', 59500, '2026-10-05T09:30:00+08:00'))
             AS fact (line, product, sales, day);
      INSERT INTO marketplace.refund (refund_id, line_id, kind, status, paid_refunded,
             voucher_returned, handling_fee, requested_at, completed_at)
      VALUES ('R-D1', 'L-D1', 'negotiated', 'completed', 119000, 0, 0,
              '2026-10-06T09:30:00+08:00', '2026-10-07T09:30:00+08:00');
      """)

  /// Every trigger and constraint with what it does and whether it is in force, without brackets, for
  /// a condition read back has some less; and who may call what acts with the owner's rights.
  static let enforcedRules = SQL(
    name: "enforced_rules",
    text: """
      SELECT translate(rule.text, '()', '')
        FROM (SELECT pg_get_triggerdef(trigger.oid) || ' ' || trigger.tgenabled::text
                FROM pg_trigger AS trigger
               WHERE NOT trigger.tgisinternal
               UNION ALL
              SELECT item.conrelid::regclass::text || ' ' || item.conname || ' '
                     || pg_get_constraintdef(item.oid) || ' ' || item.convalidated::text
                FROM pg_constraint AS item
               WHERE item.connamespace::regnamespace::text IN ('settlement', 'marketplace')
               UNION ALL
              SELECT acting.proname || ' ' || has_function_privilege('public', acting.oid, 'EXECUTE')
                FROM pg_proc AS acting
               WHERE acting.prosecdef)
             AS rule (text)
       ORDER BY rule.text
      """)

  static let changeSealed = SQL(
    name: "change_sealed", text: "UPDATE settlement.statement SET payable = payable + 1")

  /// A statement changed past its triggers, which only an owner of the tables can.
  static let tamper = SQL(
    name: "tamper",
    text: """
      ALTER TABLE settlement.statement DISABLE TRIGGER USER;
      UPDATE settlement.statement
         SET opening_balance = opening_balance + 1, net = net + 1, payable = payable + 1;
      ALTER TABLE settlement.statement ENABLE ALWAYS TRIGGER sealed_statement_never_changes;
      ALTER TABLE settlement.journal_entry DISABLE TRIGGER USER;
      UPDATE settlement.journal_entry SET tab = 'x' WHERE entry_no = 1;
      ALTER TABLE settlement.journal_entry ENABLE ALWAYS TRIGGER entry_never_changes;
      """)

  static let countSchemas = SQL(
    name: "count_schemas",
    text: """
      SELECT count(*) FROM pg_namespace
       WHERE nspname IN ('settlement', 'marketplace', 'scratch')
      """)

  /// A role that may read everything and write nothing, as which the owner may work.
  static func createReader(_ role: String) -> SQL {
    SQL(
      name: "create_reader",
      text: "CREATE ROLE \(role) IN ROLE pg_read_all_data ROLE CURRENT_USER")
  }

  static func dropReader(_ role: String) -> SQL {
    SQL(name: "drop_reader", text: "DROP ROLE \(role)")
  }

  /// A report of a user's own.
  static let ownReport = """
    -- All customers.
    SELECT customer.customer_id FROM marketplace.customer AS customer ORDER BY customer.customer_id
    """

  /// An instance whose calls a gateway logs, charged by call.
  static let gatewayInstance = SQL(
    name: "gateway_instance",
    text: """
      INSERT INTO marketplace.price_plan VALUES ('PP', 'fixed', 'record', 'CNY');
      INSERT INTO marketplace.price_band VALUES ('PP', 1, NULL, 0.01);
      INSERT INTO marketplace.instance (instance_id, product_id, customer_id, price_plan_id,
             charge_item, opened_at)
      VALUES ('INS-1', 'P-1', 'C-1', 'PP', 'calls', '2015-01-01T00:00:00Z');
      """)
}
