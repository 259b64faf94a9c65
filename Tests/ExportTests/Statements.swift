import Postgres

/// Statements that put what other parts write where these tests need it.
enum Statements {
  /// A part of rated usage: run_no, instance_id, month, amount, last_received.
  static let insertUsage = SQL(
    name: "test/insert_usage",
    text: """
      INSERT INTO settlement.usage_part
             (run_no, instance_id, month, records, quantity, amount, first_begin, last_received)
      SELECT $1::integer, $2, $3::integer, 1, 1, $4::text::numeric, make_date($3 / 100, $3 % 100, 1),
             $5::text::timestamptz
      """)

  /// What a run keeps of incentives, as texts.
  static let listIncentives = SQL(
    name: "test/list_incentives",
    text: """
      SELECT concat_ws(' ', source_id, partner_id, policy_id, coalesce(product_id, '-'), currency,
                       basis, earned, billed, amount, reasons)
        FROM settlement.run_incentive
       WHERE run_no = $1::integer
       ORDER BY source_id, partner_id
      """)

  /// Policies as nobody agreed to them: other names, thresholds and rates.
  static let changePolicies = SQL(
    name: "test/change_policies",
    text: """
      UPDATE marketplace.incentive_policy SET name = 'Another', threshold = 7, mode = 'marginal';
      UPDATE marketplace.incentive_band SET rate = rate * 3
      """)

  /// As of a run that was planned before policies were kept.
  static let forgetPolicies = SQL(
    name: "test/forget_policies",
    text: """
      ALTER TABLE settlement.run_incentive_band DISABLE TRIGGER band_never_changes;
      ALTER TABLE settlement.run_incentive_policy DISABLE TRIGGER policy_never_changes;
      ALTER TABLE settlement.run_incentive DISABLE TRIGGER kept_never_changes;
      ALTER TABLE settlement.run_incentive_progress DISABLE TRIGGER progress_never_changes;
      DELETE FROM settlement.run_incentive_progress;
      DELETE FROM settlement.run_incentive_band;
      DELETE FROM settlement.run_incentive_policy;
      UPDATE settlement.run_incentive SET refunded = NULL
      """)

  /// Lets all runs look like those of before there was kept performance.
  static let forgetPerformance = SQL(
    name: "test/forget_performance",
    text: """
      ALTER TABLE settlement.run DISABLE TRIGGER USER;
      UPDATE settlement.run SET performance_no = NULL;
      """)

  /// Lets all runs look like those of before they kept how far partners had come.
  static let forgetProgress = SQL(
    name: "test/forget_progress",
    text: """
      ALTER TABLE settlement.run DISABLE TRIGGER USER;
      UPDATE settlement.run SET keeps_progress = false;
      """)
}
