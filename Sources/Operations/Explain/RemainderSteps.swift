import Amounts
import Marketplace
import Settlement

/// What a fact leaves the platform, with the taxes outside the parties' legs. Rules 2.3 and 5.9.
struct RemainderSteps {
  let divided: DividedFact
  let division: Division
  let price: Price

  /// What was paid, the taxes, and what is left.
  var steps: [Explanation.Step] {
    get throws(AmountError) {
      var steps: [Explanation.Step] = []
      if divided.kind != .refund {
        steps.append(
          step(
            "paid", "5", "\(text(divided.sales)) - \(text(divided.voucher))", price.paid))
        steps += taxes
      }
      let legs = [
        price.merchant.amount, price.provider?.amount, price.operator?.amount, price.taxes,
      ]
      steps.append(
        step(
          "platform", "5.9",
          ([price.paid] + legs.compactMap { $0 }).map(text).joined(separator: " - "),
          try price.platform()))
      return steps
    }
  }

  /// Under 5.2 alone; of a refund the taxes were reversed as one leg. Rule 10 (6.2).
  private var taxes: [Explanation.Step] {
    func recorded(_ name: String) -> MinorUnits? {
      division.steps.first { $0.name == name }?.rounded
    }
    guard let withholding = recorded("withholding"),
      let service = recorded("digital service tax")
    else { return [] }
    return [
      step(
        "taxes", "5.9",
        [divided.vat, divided.customerWithholding, withholding, service].map(text)
          .joined(separator: " + "), price.taxes)
    ]
  }

  private func step(
    _ name: String, _ rule: String, _ formula: String, _ amount: MinorUnits
  ) -> Explanation.Step {
    Explanation.Step(name, rule: rule, formula: formula, amount: amount, in: divided.currency)
  }

  private func text(_ amount: MinorUnits) -> String { amount.decimalText(in: divided.currency) }
}
