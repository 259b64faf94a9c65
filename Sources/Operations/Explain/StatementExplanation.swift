import Amounts
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
      subject: statement.id,
      headline: "\(statement.id) pays \(text(statement.payable)) \(statement.currency.code) to "
        + "\(statement.partnerID) for \(statement.lineCount) lines (\(statement.state)).",
      currency: statement.currency)
    explanation.facts = [
      Explanation.Fact(name: "partner", value: "\(statement.partnerID) \(statement.partnerName)"),
      Explanation.Fact(name: "run", value: statement.runID),
      Explanation.Fact(name: "content_hash", value: statement.contentHash.hex),
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
    explanation.amount = text(statement.payable)
    return explanation
  }

  private func step(
    _ name: String, _ rule: String, _ formula: String, _ amount: MinorUnits
  ) -> Explanation.Step {
    Explanation.Step(
      name: name, rule: rule, formula: formula, exact: text(amount), rounded: text(amount))
  }

  private func text(_ amount: MinorUnits) -> String {
    Money(minorUnits: amount, currency: statement.currency).decimalText
  }
}
