import Amounts
import Settlement

/// A fact that breaks a rule; its partner is parked.
package struct RefusedFact: Sendable {
  package let code: String
  package let kind: SourceKind
  package let sourceID: String
  /// The merchant; nil where the fact names no known product.
  package let partnerID: String?
  /// How many facts it takes along: the order line and its refunds.
  package let facts: Int
  /// What is at stake, any sign; nil where no amount is known.
  package let amount: Money?
  package let detail: String
  package let remedy: String

  package init(
    code: String, kind: SourceKind, sourceID: String, partnerID: String?, facts: Int,
    amount: Money? = nil, detail: String, remedy: String
  ) {
    self.amount = amount
    self.facts = facts
    self.code = code
    self.kind = kind
    self.sourceID = sourceID
    self.partnerID = partnerID
    self.detail = detail
    self.remedy = remedy
  }
}

extension FactRefusal {
  /// The refusal as an exception of the run: one sentence with the values, and a remedy.
  package func described(
    _ kind: SourceKind, id: String, facts: Int, merchant: String, currency: Currency
  ) -> RefusedFact {
    let (code, amount, detail, remedy): (String, MinorUnits?, String, String) =
      switch self {
      case .moneyDoesNotAddUp(let sales, let parts):
        (
          "MONEY_DOES_NOT_ADD_UP", sales,
          "sales_amount \(Money(minorUnits: sales, currency: currency).decimalText) is not the sum "
            + "of its parts \(Money(minorUnits: parts, currency: currency).decimalText)",
          "correct the order line: sales = voucher + cash + credit + cash coupon"
        )
      case .overflow:
        (
          "AMOUNT_OVERFLOW", nil, "an amount of the fact does not fit 64 bits",
          "correct the amounts of the order line and its refunds"
        )
      case .negativeAmount(let amount):
        (
          "AMOUNT_NEGATIVE", amount,
          "the amount \(Money(minorUnits: amount, currency: currency).decimalText) is negative",
          "record money given back as a refund"
        )
      }
    return RefusedFact(
      code: code, kind: kind, sourceID: id, partnerID: merchant, facts: facts,
      amount: amount.map { Money(minorUnits: $0, currency: currency) },
      detail: "\(kind.words) \(id): \(detail)", remedy: remedy)
  }
}

extension SourceKind {
  /// What a message calls the fact.
  var words: String {
    switch self {
    case .order: "order line"
    case .refund, .usage, .adjustment, .incentive: code
    }
  }
}
