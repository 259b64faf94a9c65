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
        "orders", "5", orderFormula(statement.orders), statement.orders.amount),
      step(
        "refunds", "6", orderFormula(statement.refunds), statement.refunds.amount),
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

  /// Sales less vouchers, taxes and what stays with the platform. Rule 5.9.
  private func orderFormula(_ sums: StatementSums) -> String {
    "\(text(sums.sales)) - \(text(sums.voucher)) - \(text(sums.taxes)) - \(text(sums.platform))"
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
