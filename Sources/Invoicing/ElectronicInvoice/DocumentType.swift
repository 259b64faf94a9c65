/// What a document is. EN 16931-1, BT-3; codes of UNTDID 1001.
package enum DocumentType: String, CaseIterable, Hashable, Sendable {
  /// The seller bills the buyer.
  case commercialInvoice = "380"
  /// The seller gives back, in positive amounts.
  case creditNote = "381"
  /// Replaces or corrects an invoice; quantities may be below zero, prices never.
  case correctedInvoice = "384"
  /// The buyer bills itself in the seller's name.
  case selfBilledInvoice = "389"
  /// The buyer credits itself in the seller's name.
  case selfBilledCreditNote = "261"

  /// Whether its amounts are given back rather than asked for.
  package var isCreditNote: Bool {
    switch self {
    case .creditNote, .selfBilledCreditNote: true
    case .commercialInvoice, .correctedInvoice, .selfBilledInvoice: false
    }
  }

  /// Whether the buyer draws it up.
  package var isSelfBilled: Bool {
    switch self {
    case .selfBilledInvoice, .selfBilledCreditNote: true
    case .commercialInvoice, .creditNote, .correctedInvoice: false
    }
  }
}

/// The specification that a document follows, and with it the process it is part of. EN 16931-1,
/// BT-24 and BT-23.
package enum Specification: CaseIterable, Hashable, Sendable {
  /// The European core alone.
  case core
  /// Peppol BIS Billing 3.0.
  case peppolBilling
  /// Peppol BIS Self-Billing 3.0: the buyer draws the document up.
  case peppolSelfBilling
  /// The German public sector's: XRechnung 3.0.
  case xrechnung

  /// BT-24, as it stands in the document.
  package var identifier: String {
    switch self {
    case .core: Self.coreIdentifier
    case .peppolBilling:
      Self.coreIdentifier + "#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
    case .peppolSelfBilling:
      Self.coreIdentifier + "#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0"
    case .xrechnung: Self.coreIdentifier + "#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
    }
  }

  /// BT-23; the core has none.
  package var process: String? {
    switch self {
    case .core: nil
    case .peppolBilling, .xrechnung: "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
    case .peppolSelfBilling: "urn:fdc:peppol.eu:2017:poacc:selfbilling:01:1.0"
    }
  }

  /// BT-24 of the core, which every other one begins with.
  package static let coreIdentifier = "urn:cen.eu:en16931:2017"
}
