import Amounts

/// Where in a document something stands: a part and the business term. EN 16931-1, 6.3.
package struct InvoicePlace: Hashable, Sendable {
  /// A part of a document; lines, allowances and the like are counted from 1.
  package enum Part: Hashable, Sendable {
    case document
    case seller
    case buyer
    case payee
    case delivery
    case payment
    case tax(TaxCategory)
    case note(Int)
    case precedingInvoice(Int)
    case allowanceOrCharge(Int)
    case line(Int)
    case lineAllowanceOrCharge(line: Int, Int)
  }

  package let part: Part
  /// `BT-27`.
  package let term: String

  init(_ part: Part, _ term: String) {
    self.part = part
    self.term = term
  }

  /// In words: `line 3, BT-153`.
  package var text: String {
    let place =
      switch part {
      case .document: "document"
      case .seller: "seller"
      case .buyer: "buyer"
      case .payee: "payee"
      case .delivery: "delivery"
      case .payment: "payment"
      case .tax(let category): "tax category \(category.rawValue)"
      case .note(let number): "note \(number)"
      case .precedingInvoice(let number): "preceding invoice \(number)"
      case .allowanceOrCharge(let number): "allowance or charge \(number)"
      case .line(let number): "line \(number)"
      case .lineAllowanceOrCharge(let line, let number):
        "line \(line), allowance or charge \(number)"
      }
    return "\(place), \(term)"
  }
}

/// Why an electronic invoice cannot exist.
package enum ElectronicInvoiceError: Error, Hashable, Sendable {
  /// A rule would be broken.
  case rule(InvoiceRule, at: InvoicePlace)
  /// An amount is in another currency than the document.
  case currencyMixed(Currency, Currency, at: InvoicePlace)
  /// An amount leaves 64 bits of minor units.
  case amount(AmountError, at: InvoicePlace)
}

extension ElectronicInvoiceError {
  /// The stable name of the case, for machines.
  package var code: String {
    switch self {
    case .rule: "ELECTRONIC_INVOICE_RULE"
    case .currencyMixed: "ELECTRONIC_INVOICE_CURRENCY_MIXED"
    case .amount: "ELECTRONIC_INVOICE_AMOUNT"
    }
  }

  /// The rule that would be broken, as validators print it.
  package var ruleID: String {
    switch self {
    case .rule(let rule, _): rule.id
    // One currency for every amount: EN 16931-1, BT-5; Peppol says it as R051.
    case .currencyMixed: "PEPPOL-EN16931-R051"
    case .amount: "BR-CO-10"
    }
  }

  /// What happened, in one sentence with the values.
  package var sentence: String {
    switch self {
    case .rule(let rule, let place):
      "At \(place.text) (\(rule.id)): \(rule.requirement)"
    case .currencyMixed(let expected, let found, let place):
      "At \(place.text): the document is in \(expected) and has an amount in \(found)."
    case .amount(let error, let place):
      "At \(place.text): \(error.sentence)"
    }
  }

  /// What the reader can do about it.
  package var remedy: String {
    switch self {
    case .rule(let rule, _): rule.remedy
    case .currencyMixed: "Issue one document per currency."
    case .amount(let error, _): error.remedy
    }
  }
}
