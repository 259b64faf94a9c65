import Amounts

/// How a supply stands to value added tax. EN 16931-1, BT-118, BT-151, BT-95, BT-102; codes of
/// UNTDID 5305.
package enum TaxCategory: String, CaseIterable, Hashable, Sendable {
  case standard = "S"
  case zeroRated = "Z"
  case exempt = "E"
  case reverseCharge = "AE"
  case intraCommunity = "K"
  case export = "G"
  case outsideScope = "O"

  /// How the rules of the category are numbered: `BR-IC-02` is one of K.
  package var rulePrefix: String {
    switch self {
    case .standard, .zeroRated, .exempt, .reverseCharge, .export, .outsideScope: rawValue
    case .intraCommunity: "IC"
    }
  }
}

/// A category with its rate: only a standard rate has one that can be chosen, so that the rules
/// BR-Z-05, BR-E-05, BR-AE-05, BR-IC-05, BR-G-05 and BR-O-05 cannot be broken.
package enum TaxTreatment: Hashable, Sendable {
  /// At a rate above zero; 19 % is 0.19. BR-S-05.
  case standard(Rate)
  case zeroRated
  case exempt
  case reverseCharge
  case intraCommunity
  case export
  case outsideScope

  /// The category.
  package var category: TaxCategory {
    switch self {
    case .standard: .standard
    case .zeroRated: .zeroRated
    case .exempt: .exempt
    case .reverseCharge: .reverseCharge
    case .intraCommunity: .intraCommunity
    case .export: .export
    case .outsideScope: .outsideScope
    }
  }

  /// The rate; zero of all others, also where none is written.
  package var rate: Rate {
    switch self {
    case .standard(let rate): rate
    case .zeroRated, .exempt, .reverseCharge, .intraCommunity, .export, .outsideScope: .zero
    }
  }

  /// The rate in per cent as it is written: `19`, `5.5`, `0`. Outside the scope none is. BR-O-05.
  package var percentNumber: String? {
    switch self {
    case .outsideScope: nil
    case .standard, .zeroRated, .exempt, .reverseCharge, .intraCommunity, .export:
      rate.percentNumber
    }
  }
}

extension Rate {
  /// The rate in per cent without trailing zeros: 0.055 is `5.5`.
  package var percentNumber: String { Amounts.decimalText(Int128(millionths), decimals: 4) }
}

/// Where tax is rounded. The two differ on most documents of twenty lines, so the method is a part
/// of the document.
package enum TaxMethod: String, CaseIterable, Hashable, Sendable {
  /// Once for each category and rate. EN 16931-1, BR-CO-17.
  case perCategory
  /// On each line, allowance and charge, and then added up: the form of the Chinese tax bureau.
  case perLine
}

/// Why no tax is charged in a category. EN 16931-1, BT-120 and BT-121; one of them at least.
package struct TaxExemption: Hashable, Sendable {
  /// In words.
  package var reason: String?
  /// A code of the list VATEX.
  package var code: String?

  /// A reason in words, as a code or both.
  package init(reason: String? = nil, code: String? = nil) {
    self.reason = reason
    self.code = code
  }

  /// What the categories mean that have one reason only; the exempt ones have many, and what is
  /// taxed, if at zero, has none.
  package static func usual(of category: TaxCategory) -> TaxExemption? {
    switch category {
    case .standard, .zeroRated, .exempt: nil
    case .reverseCharge: TaxExemption(reason: "Reverse charge", code: "VATEX-EU-AE")
    case .intraCommunity: TaxExemption(reason: "Intra-community supply", code: "VATEX-EU-IC")
    case .export: TaxExemption(reason: "Export outside the EU", code: "VATEX-EU-G")
    case .outsideScope: TaxExemption(reason: "Not subject to VAT", code: "VATEX-EU-O")
    }
  }
}
