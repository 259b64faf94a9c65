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

  /// Bills an incentive in a sealed run: beside a line of the partner's statement. The partition is
  /// frozen, and only a test may thaw it.
  static func billIncentive(run: Int32) -> SQL {
    SQL(
      name: "test/bill_incentive",
      text: """
        ALTER TABLE settlement.line_\(run) DISABLE TRIGGER frozen;
        INSERT INTO settlement.line_\(run)
               (run_no, statement_no, terms_no, source_kind, role, source_id, natural_period,
                ready_at, sales_amount, voucher_amount, rate, increment, amount, taxes, platform)
        SELECT incentive.run_no, statement.statement_no, NULL, 4, 1, incentive.source_id,
               statement.period, incentive.ready_at, 0, 0, 0, 0, incentive.amount, 0, 0
          FROM settlement.run_incentive AS incentive
          JOIN settlement.statement AS statement
            ON statement.run_no = incentive.run_no
           AND statement.partner_id = incentive.partner_id
           AND statement.tab = 'csp'
         WHERE incentive.run_no = \(run);
        ALTER TABLE settlement.line_\(run) ENABLE TRIGGER frozen
        """)
  }
}
