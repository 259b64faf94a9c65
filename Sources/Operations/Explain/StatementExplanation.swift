import Amounts
import Digests
import Store

/// How the figures of a statement add up. Rules 7.3 and 7.8.
struct StatementExplanation {
  private let statement: StatementRecord

  init(_ statement: StatementRecord) {
    self.statement = statement
  }

  var explanation: Explanation {
    let statement = statement
    var explanation = Explanation(
      subject: statement.id, kind: .statement,
      headline: "\(statement.id) pays \(text(statement.payable)) \(statement.currency.code) to "
        + "\(statement.partnerID) for \(statement.lineCount) lines (\(statement.state)).",
      currency: statement.currency)
    explanation.rows = [
      Explanation.Row(
        table: "statement", key: statement.id,
        columns: [
          Explanation.Column("partner", "\(statement.partnerID) \(statement.partnerName)"),
          Explanation.Column("run", statement.runID),
          Explanation.Column("lines", "\(statement.lineCount)"),
          Explanation.Column("state", statement.state),
          Explanation.Column("content_hash", statement.contentHash.hex),
          Explanation.Column("line_digest", SHA256Digest(bytes: statement.lineDigest)?.hex ?? ""),
        ])
    ]
    explanation.steps = [
      step(
        "lines", "7.3",
        "\(text(statement.orders.amount)) + \(text(statement.refunds.amount))"
          + " + \(text(statement.incentivesTotal))", statement.linesTotal),
      step(
        "net", "7.3",
        "\(text(statement.opening)) + \(text(statement.linesTotal))"
          + " + \(text(statement.adjustmentsTotal))", statement.net),
      step("payable", "7.3", "max(\(text(statement.net)), 0)", statement.payable),
      step("closing balance", "7.3", "min(\(text(statement.net)), 0)", statement.closing),
    ]
    var line = Explanation.Line(
      payeeID: statement.partnerID, payeeName: statement.partnerName, role: statement.role.code,
      tab: statement.tab, amount: text(statement.payable), pricedWith: statement.runID)
    line.steps = explanation.steps
    explanation.lines = [line]
    explanation.steps = []
    return explanation
  }

  private func step(
    _ name: String, _ rule: String, _ formula: String, _ amount: MinorUnits
  ) -> Explanation.Step {
    Explanation.Step(
      name, rule: rule, formula: formula, amount: amount, in: statement.currency)
  }

  private func text(_ amount: MinorUnits) -> String {
    Money(minorUnits: amount, currency: statement.currency).decimalText
  }
}
