/// Who makes an event of a red-letter confirmation happen.
package enum RedLetterActor: Hashable, CaseIterable, Sendable {
  case seller
  case buyer
  case taxPlatform
}

extension RedLetterConfirmation {
  /// The event that the tax platform's report of a state means for this confirmation.
  ///
  /// - Returns: Nil for `requested`, which nothing leads to. Whether the event can happen now, `apply`
  ///   says.
  package func event(to state: RedLetterState) -> RedLetterEvent? {
    switch state {
    case .requested: nil
    case .notNeeded: .foundUnneeded
    case .awaitingBuyer: .sellerEntered
    case .awaitingSeller: .buyerEntered
    case .confirmed: enteredBy == .seller ? .buyerConfirmed : .sellerConfirmed
    case .refusedByBuyer: .buyerRefused
    case .refusedBySeller: .sellerRefused
    case .expired: .timeLimitPassed
    case .withdrawn: .withdrawnBeforeConfirmation
    case .withdrawnAfterConfirmation: .withdrawnAfterConfirmation
    case .voucherAbnormal: .voucherFoundAbnormal
    case .taxpayerBlocked: .taxpayerBlocked
    case .refusedByPerson: .personRefused
    case .taxRefundApplied: .taxRefundApplied
    case .issued: .redInvoiceIssued
    }
  }

  /// Who makes an event happen: the side that enters, answers or withdraws; the tax platform what
  /// nobody asks for.
  package func actor(of event: RedLetterEvent) -> RedLetterActor {
    switch event {
    case .sellerEntered, .sellerConfirmed, .sellerRefused, .redInvoiceIssued: .seller
    case .buyerEntered, .buyerConfirmed, .buyerRefused, .personRefused: .buyer
    case .withdrawnBeforeConfirmation, .withdrawnAfterConfirmation:
      enteredBy == .seller ? .seller : .buyer
    case .foundUnneeded, .timeLimitPassed, .voucherFoundAbnormal, .taxpayerBlocked,
      .taxRefundApplied:
      .taxPlatform
    }
  }

  /// The states that may follow now and who leads to each, in the order of the codes; none where the
  /// state is final.
  package var possible: [(state: RedLetterState, actor: RedLetterActor)] {
    RedLetterState.allCases.compactMap { next in
      guard let event = event(to: next) else { return nil }
      var copy = self
      do throws(RedLetterRefusal) {
        try copy.apply(event)
      } catch {
        return nil
      }
      return (next, actor(of: event))
    }
  }
}
