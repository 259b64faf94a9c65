import Amounts
import CivilTime
import Marketplace

/// When a fact became ready for a statement, and what is missing. Rule 3.3.
package struct Readiness: Sendable, Equatable {
  /// Empty when the fact is ready within the period.
  package var reasons: PendingReasons = []
  /// The latest known gate; the instant the fact became ready when no gate is missing.
  package var instant: Instant
  /// The natural period; nil where it is simply the month of the instant. A month's end counts as
  /// before the cut-off of its own month. Rules 3.4 and 4.7.
  package var period: Period?

  package init(reasons: PendingReasons = [], instant: Instant, period: Period? = nil) {
    self.reasons = reasons
    self.instant = instant
    self.period = period
  }

  /// Whether every gate is open before the cut-off.
  package var isReady: Bool { reasons.isEmpty }
}

/// A condition an order line must meet to be billed, with the instant it was met. Rule 3.3.
package struct Gate: Sendable, Equatable {
  /// Which condition it is.
  package enum Name: String, Sendable { case paid, effective, repaid }

  package let name: Name
  /// When it opened; nil while it is missing.
  package let openedAt: Instant?
  /// The reason a fact carries while the gate is missing.
  package let missing: PendingReasons
}

extension OrderFact {
  /// The paid gate. Rule 3.3.
  package var paidGate: Gate {
    Gate(name: .paid, openedAt: paidAt, missing: .unpaid)
  }

  /// The effective gate: a renewal's own instant, else supervision or activation; any completed
  /// refund of an unsettled line closes its delivery. Rules 3.3 and 10 (3.3).
  package func effectiveGate(isSupervised: Bool) -> Gate {
    let supervised: Bool
    let delivered: Instant?
    switch type {
    case .renewal:
      supervised = false
      delivered = effectiveAt
    case .new, .change, .usageToPeriod:
      supervised = isSupervised
      delivered = isSupervised ? supervisionCompletedAt : activatedAt
    }
    let openedAt: Instant? =
      switch (delivered, firstRefundedAt) {
      case (let delivered?, let refunded?): min(delivered, refunded)
      case (let instant?, nil), (nil, let instant?): instant
      case (nil, nil): nil
      }
    return Gate(
      name: .effective, openedAt: openedAt,
      missing: supervised ? .supervisionOpen : .notEffective)
  }

  /// The repaid gate; nil where nothing was bought on credit. Missing while unpaid. Rules 3.3, 10.
  package var repaidGate: Gate? {
    guard isOnCredit else { return nil }
    return Gate(
      name: .repaid, openedAt: paidAt == nil ? nil : repaidAt, missing: .notRepaid)
  }

  /// Judges every gate against a period's cut-off: all reasons that apply, not the first. Rule 3.3.
  ///
  /// - Parameters:
  ///   - isSupervised: The product's `supervised`.
  ///   - cutoff: The end of the run's period; a known gate at or after it is `AFTER_CUTOFF` (3.4).
  package func readiness(isSupervised: Bool, cutoff: Instant) -> Readiness {
    var readiness = Readiness(instant: orderedAt)
    if isTrial {
      readiness.reasons = .trial
      return readiness
    }
    var latest: Instant?
    func judge(_ gate: Gate) {
      guard let opened = gate.openedAt else {
        readiness.reasons.formUnion(gate.missing)
        return
      }
      if opened >= cutoff { readiness.reasons.formUnion(.afterCutoff) }
      if let known = latest, known >= opened { return }
      latest = opened
    }
    judge(paidGate)
    judge(effectiveGate(isSupervised: isSupervised))
    if let repaidGate { judge(repaidGate) }
    if let latest { readiness.instant = latest }
    return readiness
  }
}

extension UsageFact {
  /// The month-end gate: 00:00 of the next 1st, before the cut-off of the same month. Rule 4.7.
  package var monthEnd: Instant { month.end }

  /// The repaid gate of a post-paid customer; nil of any other. Rule 4.7.
  package var repaidGate: Gate? {
    guard isPostpaid else { return nil }
    return Gate(name: .repaid, openedAt: repaidAt, missing: .notRepaid)
  }

  /// Judges the month's end, the repayment and, of a late line, the receipt of its last record.
  /// Rules 4.7 and 10 (4.7).
  ///
  /// - Parameter cutoff: The end of the run's period.
  package func readiness(cutoff: Instant) -> Readiness {
    var readiness = Readiness(instant: monthEnd)
    var natural = month
    if monthEnd > cutoff { readiness.reasons.formUnion(.afterCutoff) }
    func judge(_ opened: Instant) {
      if opened >= cutoff { readiness.reasons.formUnion(.afterCutoff) }
      readiness.instant = max(readiness.instant, opened)
      natural = max(natural, Period(containing: opened))
    }
    if let lateReceivedAt { judge(lateReceivedAt) }
    if let gate = repaidGate {
      if let opened = gate.openedAt {
        judge(opened)
      } else {
        readiness.reasons.formUnion(gate.missing)
      }
    }
    readiness.period = natural
    return readiness
  }
}
