import Postgres
import TestKit

/// What only somebody at the database itself would do.
enum Statements {
  static func change(payout: String, amount: Int64, behindTriggers: Bool) -> SQL {
    let change =
      "UPDATE settlement.payout SET amount = \(amount) WHERE end_to_end_id = '\(payout)';"
    let off = "ALTER TABLE settlement.payout DISABLE TRIGGER USER;"
    let on = "ALTER TABLE settlement.payout ENABLE ALWAYS TRIGGER payout_is_what_is_stated;"
    return SQL(name: "test/change_payout", text: behindTriggers ? off + change + on : change)
  }

  /// Changes of a bank detail that is proposed, then decided, that nobody may make.
  static let afterthoughts = [
    "UPDATE settlement.bank_detail SET account = '6217000012345678'",
    "UPDATE settlement.bank_detail SET approved_at = approved_at + interval '1 s'",
    "UPDATE settlement.bank_detail SET refused_by = 'x', refused_at = now(), refusal = 'x'",
    "DELETE FROM settlement.bank_detail",
  ].enumerated().map { SQL(name: "test/afterthought_\($0.offset)", text: $0.element) }

  static let moves = SQL(
    name: "test/moves",
    text: "SELECT to_state FROM settlement.statement_move WHERE from_state = $1")

  static let step = SQL(
    name: "test/step",
    text: """
      INSERT INTO settlement.statement_step (run_no, statement_no, step_no, from_state, to_state,
                                             moved_by, moved_at, reason)
      SELECT run_no, statement_no, 99, $2, $3, 'nobody', now(), ''
        FROM settlement.statement WHERE statement_id = $1
      """)
}

extension TestDatabase {
  /// Changes the amount of a payout, with its triggers or behind them.
  func change(payout: String, amount: Int64, behindTriggers: Bool) throws {
    try session().run(
      script: Statements.change(payout: payout, amount: amount, behindTriggers: behindTriggers))
  }

  /// The states that the server lets follow.
  func moves(from state: String) throws -> [String] {
    try session().query(Statements.moves, [.text(state)]).map { $0.text(0) }
  }

  /// Takes a step as somebody at the database would.
  func step(_ statement: String, from: String, to: String) throws {
    try session().query(Statements.step, [.text(statement), .text(from), .text(to)])
  }
}
