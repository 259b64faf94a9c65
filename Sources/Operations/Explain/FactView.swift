import Amounts
import CivilTime
import Marketplace
import Settlement

/// Puts facts, gates, terms and steps into the words of an explanation.
enum FactView {
  static func facts(of file: FactFile) -> [Explanation.Fact] {
    let fact = file.fact
    let merchant = file.catalogue.partners[file.product.merchant]
    var facts = [
      Explanation.Fact(name: "order_line", value: file.lineID),
      Explanation.Fact(name: "product", value: "\(file.productName.id) \(file.productName.name)"),
      Explanation.Fact(name: "merchant", value: merchant.id),
      Explanation.Fact(name: "currency", value: fact.currency.code),
    ]
    let amounts = [
      ("sales_amount", fact.sales), ("voucher_amount", fact.voucher),
      ("cash_amount", fact.cash), ("credit_amount", fact.credit),
      ("cash_coupon_amount", fact.cashCoupon), ("vat_amount", fact.vat),
      ("customer_withholding_amount", fact.customerWithholding),
    ]
    for (name, amount) in amounts where amount != 0 || name == "sales_amount" {
      facts.append(Explanation.Fact(name: name, value: file.decimal(amount)))
    }
    return facts
  }

  static func facts(of refund: FactFile.Refund, in file: FactFile) -> [Explanation.Fact] {
    [
      Explanation.Fact(name: "refund", value: refund.id),
      Explanation.Fact(name: "completed_at", value: refund.fact.completedAt.text()),
      Explanation.Fact(name: "paid_refunded", value: file.decimal(refund.fact.paidRefunded)),
      Explanation.Fact(
        name: "voucher_returned", value: file.decimal(refund.fact.voucherReturned)),
    ]
  }

  static func gates(of file: FactFile, cutoff: Instant) -> [Explanation.Gate] {
    var gates = [
      file.fact.paidGate, file.fact.effectiveGate(isSupervised: file.product.isSupervised),
    ]
    if let repaid = file.fact.repaidGate { gates.append(repaid) }
    return gates.map { gate in
      let reason: PendingReasons =
        gate.openedAt.map { $0 >= cutoff ? .afterCutoff : [] } ?? gate.missing
      return Explanation.Gate(
        name: gate.name.rawValue, openedAt: gate.openedAt, reason: reason.text,
        sentence: reason.isEmpty ? "Met." : reason.sentences.joined(separator: " "))
    }
  }

  static func terms(of file: FactFile, used: Int?) -> [Explanation.TermsView] {
    file.product.terms.map { index in
      let terms = file.catalogue.terms[index]
      let sentence =
        if index == used {
          "In force when the order was paid; the latest valid_from counts. Rule 3.2."
        } else if let paidAt = file.fact.paidAt {
          terms.areInForce(at: paidAt)
            ? "In force too, but later terms decide. Rule 10 (3.2)."
            : "Not in force when the order was paid (\(paidAt.text()))."
        } else {
          "The order is not paid, so no terms apply yet."
        }
      return Explanation.TermsView(
        id: file.catalogue.termsIDs[index], validFrom: terms.validFrom, validTo: terms.validTo,
        isUsed: index == used, sentence: sentence)
    }
  }

  static func steps(
    _ steps: [DerivationStep], in currency: Currency
  ) -> [Explanation.Step] {
    steps.map { step in
      Explanation.Step(
        name: step.name, rule: step.rule, formula: step.formula,
        exact: step.exact.majorText(in: currency),
        rounded: Money(minorUnits: step.rounded, currency: currency).decimalText)
    }
  }
}

extension Exact {
  /// The value in the currency's major unit: a decimal where it is finite, else a fraction.
  fileprivate func majorText(in currency: Currency) -> String {
    do {
      return try divided(by: Exact(currency.minorUnitsPerMajor)).text
    } catch {
      return "\(text) minor units"
    }
  }
}
