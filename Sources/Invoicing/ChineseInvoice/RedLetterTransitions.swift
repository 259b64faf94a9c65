extension RedLetterState {
  /// The state after an event: the one place where it changes.
  ///
  /// - Throws: The refusal, where the event cannot follow; the state stays.
  package func after(_ event: RedLetterEvent) throws(RedLetterRefusal) -> RedLetterState {
    let outcome =
      switch self {
      case .requested: Self.afterRequest(event)
      case .notNeeded: Self.withoutConfirmation(event)
      case .awaitingBuyer: Self.beforeAnswerOfBuyer(event)
      case .awaitingSeller: Self.beforeAnswerOfSeller(event)
      case .confirmed: Self.afterConfirmation(event)
      case .refusedByBuyer, .refusedBySeller, .expired, .withdrawn, .withdrawnAfterConfirmation,
        .voucherAbnormal, .taxpayerBlocked, .refusedByPerson, .taxRefundApplied:
        // A void confirmation never comes to life again, whatever is reported late.
        Outcome.refused(.void)
      case .issued:
        // A red invoice cannot be undone: what it reversed in error is invoiced anew.
        Outcome.refused(.redInvoiceIssued)
      }
    switch outcome {
    case .becomes(let state): return state
    case .refused(let reason):
      throw RedLetterRefusal(state: self, event: event, reason: reason)
    }
  }

  private enum Outcome {
    case becomes(RedLetterState)
    case refused(RedLetterRefusal.Reason)
  }

  private static func afterRequest(_ event: RedLetterEvent) -> Outcome {
    switch event {
    case .foundUnneeded: .becomes(.notNeeded)
    case .sellerEntered: .becomes(.awaitingBuyer)
    case .buyerEntered: .becomes(.awaitingSeller)
    // The tax platform stops a request before anybody can enter it, for the same reasons as later.
    case .voucherFoundAbnormal: .becomes(.voucherAbnormal)
    case .taxpayerBlocked: .becomes(.taxpayerBlocked)
    case .taxRefundApplied: .becomes(.taxRefundApplied)
    case .sellerConfirmed, .buyerConfirmed, .sellerRefused, .buyerRefused, .timeLimitPassed,
      .withdrawnBeforeConfirmation, .withdrawnAfterConfirmation, .personRefused,
      .redInvoiceIssued:
      .refused(.notEntered)
    }
  }

  private static func withoutConfirmation(_ event: RedLetterEvent) -> Outcome {
    switch event {
    case .redInvoiceIssued: .becomes(.issued)
    case .voucherFoundAbnormal: .becomes(.voucherAbnormal)
    case .taxpayerBlocked: .becomes(.taxpayerBlocked)
    case .taxRefundApplied: .becomes(.taxRefundApplied)
    case .foundUnneeded, .sellerEntered, .buyerEntered: .refused(.alreadyEntered)
    case .sellerConfirmed, .buyerConfirmed, .sellerRefused, .buyerRefused, .timeLimitPassed,
      .withdrawnBeforeConfirmation, .withdrawnAfterConfirmation, .personRefused:
      .refused(.confirmationNotNeeded)
    }
  }

  private static func beforeAnswerOfBuyer(_ event: RedLetterEvent) -> Outcome {
    switch event {
    case .buyerConfirmed: .becomes(.confirmed)
    case .buyerRefused: .becomes(.refusedByBuyer)
    case .timeLimitPassed: .becomes(.expired)
    case .withdrawnBeforeConfirmation: .becomes(.withdrawn)
    case .voucherFoundAbnormal: .becomes(.voucherAbnormal)
    case .taxpayerBlocked: .becomes(.taxpayerBlocked)
    case .personRefused: .becomes(.refusedByPerson)
    case .taxRefundApplied: .becomes(.taxRefundApplied)
    case .foundUnneeded, .sellerEntered, .buyerEntered: .refused(.alreadyEntered)
    case .sellerConfirmed, .sellerRefused: .refused(.notTheirTurn)
    case .withdrawnAfterConfirmation, .redInvoiceIssued: .refused(.notConfirmed)
    }
  }

  private static func beforeAnswerOfSeller(_ event: RedLetterEvent) -> Outcome {
    switch event {
    case .sellerConfirmed: .becomes(.confirmed)
    case .sellerRefused: .becomes(.refusedBySeller)
    case .timeLimitPassed: .becomes(.expired)
    case .withdrawnBeforeConfirmation: .becomes(.withdrawn)
    case .voucherFoundAbnormal: .becomes(.voucherAbnormal)
    case .taxpayerBlocked: .becomes(.taxpayerBlocked)
    case .taxRefundApplied: .becomes(.taxRefundApplied)
    case .foundUnneeded, .sellerEntered, .buyerEntered: .refused(.alreadyEntered)
    // A natural person is a buyer, and the buyer has entered this one.
    case .buyerConfirmed, .buyerRefused, .personRefused: .refused(.notTheirTurn)
    case .withdrawnAfterConfirmation, .redInvoiceIssued: .refused(.notConfirmed)
    }
  }

  private static func afterConfirmation(_ event: RedLetterEvent) -> Outcome {
    switch event {
    case .redInvoiceIssued: .becomes(.issued)
    case .withdrawnAfterConfirmation: .becomes(.withdrawnAfterConfirmation)
    case .voucherFoundAbnormal: .becomes(.voucherAbnormal)
    case .taxpayerBlocked: .becomes(.taxpayerBlocked)
    case .taxRefundApplied: .becomes(.taxRefundApplied)
    case .foundUnneeded, .sellerEntered, .buyerEntered: .refused(.alreadyEntered)
    case .sellerConfirmed, .buyerConfirmed, .sellerRefused, .buyerRefused, .timeLimitPassed,
      .withdrawnBeforeConfirmation, .personRefused:
      .refused(.alreadyConfirmed)
    }
  }
}
