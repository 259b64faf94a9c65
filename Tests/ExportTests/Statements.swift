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
}
