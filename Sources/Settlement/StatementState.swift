/// Where a statement stands after its seal. Rule 8.2.
package enum StatementState: String, CaseIterable, Sendable {
  case pendingCountersign = "pending_countersign"
  case countersigning
  case countersignRejected = "countersign_rejected"
  case pendingInvoice = "pending_invoice"
  case invoiceReview = "invoice_review"
  case invoiceRejected = "invoice_rejected"
  case paymentRequested = "payment_requested"
  case paymentInfoError = "payment_info_error"
  case paymentRejected = "payment_rejected"
  case paying, paid
  case settledZero = "settled_zero"

  /// Whose turn it is.
  package enum Actor: String, Sendable {
    case finance, partner, bank
  }

  /// The step that has a number of working days. Rule 8.3.
  package enum Stage: Sendable {
    /// From the seal on.
    case countersign
    /// From the partner's invoice on.
    case invoiceCheck
    /// From the request for payment on.
    case payment
  }

  /// The states that may follow. A payment that the bank sends back is requested again, once what
  /// it named is mended.
  ///
  /// - Parameter isInvoiced: Whether the partner invoices the platform: all but `general` of cn.
  package func followers(isInvoiced: Bool) -> [StatementState] {
    switch self {
    case .pendingCountersign: [.countersigning]
    case .countersigning:
      [isInvoiced ? .pendingInvoice : .paymentRequested, .countersignRejected]
    case .countersignRejected: [.pendingCountersign]
    case .pendingInvoice: [.invoiceReview]
    case .invoiceReview: [.paymentRequested, .invoiceRejected]
    case .invoiceRejected: [.pendingInvoice]
    case .paymentRequested: [.paying, .paymentInfoError, .paymentRejected]
    case .paymentInfoError, .paymentRejected: [.paymentRequested]
    case .paying: [.paid, .paymentInfoError, .paymentRejected]
    case .paid: [.paymentInfoError, .paymentRejected]
    case .settledZero: []
    }
  }

  /// Whose turn it is; nil where nothing is left to do.
  package var actor: Actor? {
    switch self {
    case .pendingCountersign, .countersigning, .countersignRejected, .invoiceReview,
      .paymentRequested, .paymentRejected:
      .finance
    case .pendingInvoice, .invoiceRejected, .paymentInfoError: .partner
    case .paying: .bank
    case .paid, .settledZero: nil
    }
  }

  /// Of which number of working days it is a part; nil where nobody has promised any.
  package var stage: Stage? {
    switch self {
    case .pendingCountersign, .countersigning: .countersign
    case .invoiceReview: .invoiceCheck
    case .paymentRequested, .paying: .payment
    case .countersignRejected, .pendingInvoice, .invoiceRejected, .paymentInfoError,
      .paymentRejected, .paid, .settledZero:
      nil
    }
  }

  /// Whether somebody turned the statement back, which needs a reason.
  package var isSetback: Bool {
    switch self {
    case .countersignRejected, .invoiceRejected, .paymentInfoError, .paymentRejected: true
    case .pendingCountersign, .countersigning, .pendingInvoice, .invoiceReview, .paymentRequested,
      .paying, .paid, .settledZero:
      false
    }
  }

  /// Whether a person moves statements there; the others follow from an invoice, a payout or the
  /// bank.
  package var isChosen: Bool {
    switch self {
    case .pendingCountersign, .countersigning, .countersignRejected, .pendingInvoice,
      .invoiceRejected, .paymentRequested, .paymentInfoError, .paymentRejected:
      true
    case .invoiceReview, .paying, .paid, .settledZero: false
    }
  }
}
