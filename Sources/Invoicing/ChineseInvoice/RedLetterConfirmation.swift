import CivilTime

/// One of the two parties of an invoice.
package enum InvoiceSide: Hashable, CaseIterable, Sendable {
  case seller
  case buyer

  /// The party that the invoice names beside this one.
  package var other: InvoiceSide {
    switch self {
    case .seller: .buyer
    case .buyer: .seller
    }
  }
}

/// What the buyer has done with a blue invoice, as the tax platform reports it.
package struct BlueInvoiceUse: Hashable, Sendable {
  /// Whether its tax has been ticked for deduction, 增值税用途已勾选.
  package var isDeducted: Bool
  /// Whether it has been marked as booked, 已入账.
  package var isBooked: Bool

  /// A use as reported.
  package init(isDeducted: Bool, isBooked: Bool) {
    self.isDeducted = isDeducted
    self.isBooked = isBooked
  }
}

/// How much of a blue invoice is reversed.
package enum ReversalExtent: Hashable, Sendable {
  /// All of it at once.
  case full
  /// Some lines, or a part of their amounts.
  case partial
}

/// What a side may do with a confirmation.
package enum RedLetterAction: Hashable, CaseIterable, Sendable {
  case confirm
  case refuse
  case withdraw
  case issue
}

/// A red-letter confirmation, 红字信息确认单: the agreement of both sides that must stand before a
/// red invoice is issued, where the buyer has used the blue one.
package struct RedLetterConfirmation: Hashable, Sendable {
  /// Ours, one for every request; the tax platform takes each only once.
  package let requestSerial: String
  /// Why the blue invoice is reversed.
  package let reason: RedLetterReason
  /// Who enters it.
  package let enteredBy: InvoiceSide
  /// When it was entered; the 72 hours begin there.
  package let enteredAt: Instant
  /// Where it stands.
  package private(set) var state: RedLetterState

  /// A request that the tax platform has not answered.
  package init(
    requestSerial: String, reason: RedLetterReason, enteredBy side: InvoiceSide,
    enteredAt: Instant
  ) {
    self.requestSerial = requestSerial
    self.reason = reason
    enteredBy = side
    self.enteredAt = enteredAt
    state = .requested
  }

  /// Lets an event happen to it.
  ///
  /// - Throws: The refusal; nothing has changed then. An entry of the side that did not request it
  ///   is another confirmation, and refused as `notTheirTurn`.
  package mutating func apply(_ event: RedLetterEvent) throws(RedLetterRefusal) {
    let next = try state.after(event)
    if state == .requested, let entrant = Self.entrant(event), entrant != enteredBy {
      throw RedLetterRefusal(state: state, event: event, reason: .notTheirTurn)
    }
    state = next
  }

  /// The last instant at which the other side may answer: 72 hours after the entry. Nil beyond the
  /// end of time.
  package var answerLimit: Instant? {
    let (limit, isBeyond) = enteredAt.microseconds.addingReportingOverflow(
      3 * Instant.microsecondsPerDay)
    return isBeyond ? nil : Instant(microseconds: limit)
  }

  /// Whether the answer is missing and the 72 hours are over. The tax platform decides; from here
  /// on its state is worth asking for.
  package func isOverdue(at instant: Instant) -> Bool {
    switch state {
    case .awaitingBuyer, .awaitingSeller:
      answerLimit.map { instant > $0 } ?? false
    case .requested, .notNeeded, .confirmed, .refusedByBuyer, .refusedBySeller, .expired,
      .withdrawn, .withdrawnAfterConfirmation, .voucherAbnormal, .taxpayerBlocked,
      .refusedByPerson, .taxRefundApplied, .issued:
      false
    }
  }

  /// What a side may do now. Only the side that did not enter answers, only the one that did
  /// withdraws, and only the seller issues.
  package func actions(of side: InvoiceSide) -> Set<RedLetterAction> {
    let withdrawal: Set<RedLetterAction> = side == enteredBy ? [.withdraw] : []
    let issue: Set<RedLetterAction> = side == .seller ? [.issue] : []
    return switch state {
    case .notNeeded: issue
    case .awaitingBuyer, .awaitingSeller:
      side == enteredBy ? withdrawal : [.confirm, .refuse]
    case .confirmed: withdrawal.union(issue)
    case .requested, .refusedByBuyer, .refusedBySeller, .expired, .withdrawn,
      .withdrawnAfterConfirmation, .voucherAbnormal, .taxpayerBlocked, .refusedByPerson,
      .taxRefundApplied, .issued:
      []
    }
  }

  /// What the tax platform will make of a request: without confirmation only the seller reverses,
  /// only in full, and only while the buyer has neither deducted nor booked the blue invoice.
  package static func entry(
    by side: InvoiceSide, extent: ReversalExtent, use: BlueInvoiceUse
  ) -> RedLetterEvent {
    switch (side, extent) {
    case (.seller, .full):
      use.isDeducted || use.isBooked ? .sellerEntered : .foundUnneeded
    case (.seller, .partial): .sellerEntered
    case (.buyer, .full), (.buyer, .partial): .buyerEntered
    }
  }

  /// Who makes an entry by this event; nil where it is none.
  private static func entrant(_ event: RedLetterEvent) -> InvoiceSide? {
    switch event {
    // Without confirmation it is always the seller who reverses.
    case .foundUnneeded, .sellerEntered: .seller
    case .buyerEntered: .buyer
    case .sellerConfirmed, .buyerConfirmed, .sellerRefused, .buyerRefused, .timeLimitPassed,
      .withdrawnBeforeConfirmation, .withdrawnAfterConfirmation, .voucherFoundAbnormal,
      .taxpayerBlocked, .personRefused, .taxRefundApplied, .redInvoiceIssued:
      nil
    }
  }
}
