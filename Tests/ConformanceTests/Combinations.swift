import Amounts
import Documents
import Invoicing
import Testing

/// A document that may be.
struct Combination {
  var type: DocumentType
  var specification: Specification
  var taxCase: TaxCase

  var name: String { "\(specification)-\(type.rawValue)-\(taxCase.rawValue)" }

  /// The rules at hand for CII are Factur-X's, which knows the names of its own profiles alone; in
  /// the other use a document names its network and is otherwise the same.
  var use: CrossIndustryUse {
    switch specification {
    case .core, .peppolBilling, .peppolSelfBilling: .attachment
    case .xrechnung: .exchange
    }
  }

  func content() throws -> InvoiceContent { try taxCase.document(type, specification) }

  /// Every type with every case by the core and by its network, and XRechnung of each type it has.
  static func legal() throws -> [Combination] {
    var all: [Combination] = []
    for type in DocumentType.allCases {
      for taxCase in TaxCase.allCases {
        all.append(Combination(type: type, specification: .core, taxCase: taxCase))
        // Peppol delivers to no electronic mail, which is all that the Chinese parties have.
        guard taxCase != .chineseForm else { continue }
        let network: Specification = type.isSelfBilled ? .peppolSelfBilling : .peppolBilling
        all.append(Combination(type: type, specification: network, taxCase: taxCase))
      }
      if type != .selfBilledCreditNote {
        all.append(Combination(type: type, specification: .xrechnung, taxCase: .twoRates))
      }
    }
    return all
  }
}

/// A document that may not be, and the rule that forbids it.
struct Refused: CustomTestStringConvertible, Sendable {
  var rule: String
  var type: DocumentType
  var specification: Specification
  var taxCase: TaxCase = .twoRates
  var change: @Sendable (inout InvoiceContent) throws -> Void = { _ in }

  var testDescription: String { "\(rule): \(type.rawValue), \(specification), \(taxCase)" }

  static let all: [Refused] = [
    Refused(
      rule: "PEPPOL-EN16931-P0100", type: .selfBilledInvoice, specification: .peppolBilling),
    Refused(
      rule: "PEPPOL-EN16931-P0101", type: .selfBilledCreditNote, specification: .peppolBilling),
    Refused(
      rule: "PEPPOL-EN16931-P0100", type: .commercialInvoice, specification: .peppolSelfBilling),
    Refused(
      rule: "PEPPOL-EN16931-P0100", type: .correctedInvoice, specification: .peppolSelfBilling),
    Refused(rule: "PEPPOL-EN16931-P0101", type: .creditNote, specification: .peppolSelfBilling),
    Refused(
      rule: "PEPPOL-EN16931-P0112", type: .correctedInvoice, specification: .peppolBilling,
      change: { $0.buyer = Parties.french }),
    Refused(rule: "BR-DE-17", type: .selfBilledCreditNote, specification: .xrechnung),
    Refused(
      rule: "PEPPOL-EN16931-CL008", type: .commercialInvoice, specification: .peppolBilling,
      taxCase: .chineseForm),
    Refused(
      rule: "BR-O-11", type: .commercialInvoice, specification: .core, taxCase: .outsideScope,
      change: {
        $0.seller.taxRegistration = "111"
        $0.lines.append(try line("2", "Ferry", "1", at: "1", .zeroRated))
      }),
    Refused(
      rule: "BR-O-02", type: .selfBilledInvoice, specification: .core, taxCase: .outsideScope,
      change: { $0.buyer.taxNumber = "DE123456789" }),
    Refused(
      rule: "BR-DEC-09", type: .commercialInvoice, specification: .core,
      change: { $0.currency = try money("0", "KWD").currency }),
    Refused(
      rule: "PEPPOL-EN16931-R002", type: .selfBilledInvoice, specification: .peppolSelfBilling,
      taxCase: .reverseCharge, change: { $0.notes = ["one", "two"] }),
    Refused(
      rule: "DE-R-002", type: .commercialInvoice, specification: .peppolBilling,
      change: { $0.seller.contact = nil }),
  ]
}
