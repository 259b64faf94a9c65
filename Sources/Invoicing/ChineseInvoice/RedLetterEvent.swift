/// What happens to a red-letter confirmation. Every event is what the tax platform reports; what we
/// only asked it for has not happened.
package enum RedLetterEvent: Hashable, CaseIterable, Sendable {
  /// The tax platform needs no confirmation for this reversal.
  case foundUnneeded
  /// The seller has entered it.
  case sellerEntered
  /// The buyer has entered it.
  case buyerEntered
  /// The seller agrees with what the buyer entered.
  case sellerConfirmed
  /// The buyer agrees with what the seller entered.
  case buyerConfirmed
  /// The seller does not agree with what the buyer entered.
  case sellerRefused
  /// The buyer does not agree with what the seller entered.
  case buyerRefused
  /// 72 hours are over without an answer.
  case timeLimitPassed
  /// Who entered it has withdrawn it, and the other side had not answered.
  case withdrawnBeforeConfirmation
  /// Who entered it has withdrawn it, and the other side had agreed.
  case withdrawnAfterConfirmation
  /// The blue invoice has been found to be abnormal.
  case voucherFoundAbnormal
  /// The state of a taxpayer does not allow the reversal.
  case taxpayerBlocked
  /// The buyer is a natural person and has refused it.
  case personRefused
  /// A tax refund has been applied for.
  case taxRefundApplied
  /// The red invoice has been issued.
  case redInvoiceIssued
}

/// Why an event cannot follow on a state.
package struct RedLetterRefusal: Error, Hashable, Sendable {
  /// What stands against it.
  package enum Reason: Hashable, Sendable {
    /// Nobody has entered the confirmation yet.
    case notEntered
    /// It has been entered already.
    case alreadyEntered
    /// Only the side that did not enter it answers.
    case notTheirTurn
    /// Both sides have agreed already.
    case alreadyConfirmed
    /// The other side has not agreed yet.
    case notConfirmed
    /// No confirmation is needed, so nobody answers or withdraws it.
    case confirmationNotNeeded
    /// The state is final; another try is another request.
    case void
    /// The red invoice is there.
    case redInvoiceIssued
  }

  /// The state that stays.
  package let state: RedLetterState
  /// What was to happen.
  package let event: RedLetterEvent
  /// What stands against it.
  package let reason: Reason

  /// An event that does not follow on a state, and why.
  package init(state: RedLetterState, event: RedLetterEvent, reason: Reason) {
    self.state = state
    self.event = event
    self.reason = reason
  }

  /// The stable name of the reason, for machines.
  package var code: String {
    switch reason {
    case .notEntered: "RED_LETTER_NOT_ENTERED"
    case .alreadyEntered: "RED_LETTER_ALREADY_ENTERED"
    case .notTheirTurn: "RED_LETTER_NOT_THEIR_TURN"
    case .alreadyConfirmed: "RED_LETTER_ALREADY_CONFIRMED"
    case .notConfirmed: "RED_LETTER_NOT_CONFIRMED"
    case .confirmationNotNeeded: "RED_LETTER_CONFIRMATION_NOT_NEEDED"
    case .void: "RED_LETTER_VOID"
    case .redInvoiceIssued: "RED_LETTER_ISSUED"
    }
  }

  /// What happened, in one sentence with the values.
  package var sentence: String {
    "The event \(event) does not follow on the state \"\(state.englishName)\"."
  }

  /// What the reader can do about it.
  package var remedy: String {
    switch reason {
    case .notEntered: "Enter the confirmation on the tax platform first."
    case .alreadyEntered: "Go on with the confirmation that is there."
    case .notTheirTurn: "The side that did not enter the confirmation answers it."
    case .alreadyConfirmed: "Issue the red invoice, or withdraw the confirmation."
    case .notConfirmed: "Wait for the answer of the other side, at most 72 hours."
    case .confirmationNotNeeded: "Issue the red invoice."
    case .void: "Request another confirmation with a new serial."
    case .redInvoiceIssued: "Invoice anew what was reversed in error."
    }
  }
}
