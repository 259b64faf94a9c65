import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement
import Store

/// What an adjustment does, or would do, to the statement that it enters: that of its key in the
/// draft, else a statement over the opening balance and what waits. Rules 7.3, 7.4 and 8.4.
package struct AdjustmentEffect: Sendable {
  /// The statement without the adjustment, or with it.
  package struct Side: Sendable, Equatable {
    /// Opening balance, lines and adjustments, any sign.
    package let net: Money
    /// Why no statement is made; empty where one is, or where there is nothing to state.
    package let reasons: PendingReasons
    /// Nil where no statement is made.
    package let payable: Money?
    /// What is carried forward, zero or less; nil where no statement is made.
    package let closing: Money?
  }

  package let statementID: String
  package let period: Period
  /// The run whose figures these are; nil where none of the period is there yet.
  package let runID: String?
  /// Whether the figures of the run have it in them already.
  package let isCounted: Bool
  package let opening: Money
  package let before: Side
  package let after: Side
  /// Nil where the key has no minimum.
  package let minimum: Money?

  /// Whether the statement reaches its minimum with the adjustment.
  package var reachesMinimum: Bool { !after.reasons.contains(.belowMinimum) }

  /// - Parameter now: Holds are judged as of this instant.
  /// - Returns: Nil for a refused adjustment: it has no effect.
  init?(
    of adjustment: AdjustmentRecord, at now: Instant, in tx: borrowing Transaction
  ) throws {
    guard adjustment.state != .refused else { return nil }
    let draft = adjustment.draft
    guard let payee = try PayeeStore.find(draft.partnerID, in: tx) else {
      throw Refusal(
        .notFound, "partner_not_found", "there is no partner \(draft.partnerID) any more",
        remedy: "restore the row of marketplace.partner")
    }
    let runs = try RunStore.list(site: draft.site, period: nil, in: tx)
    let target = AdjustmentTarget(of: adjustment, among: runs, now: now)
    let figures = try KeyFigures(of: draft, target, in: tx)
    let units = try CatalogueReader.minimums(
      of: draft.site, on: target.period.next.firstDate, in: tx
    )["\(draft.tab.code) \(draft.amount.currency.code)"]
    let minimum = units.map { Money(minorUnits: $0, currency: draft.amount.currency) }

    var reasons = figures.partnerReasons
    let isFixed = target.isFrozen && figures.statementID != nil
    if !isFixed {
      if try PayeeStore.isHeld(draft.partnerID, at: now, in: tx) { reasons.insert(.onHold) }
      if payee.isQuarterly, draft.tab == .csp, !target.period.month.isMultiple(of: 3) {
        reasons.insert(.quarterOpen)
      }
    }
    let isCounted = target.hasSeen && figures.lines > 0
    let net = figures.net
    let with = isCounted ? net : try net.adding(draft.amount)
    let lines = isCounted ? figures.lines - 1 : figures.lines
    before = Side(
      net: try with.subtracting(draft.amount), isEmpty: lines == 0 && figures.opening == 0,
      minimum: minimum, reasons: reasons)
    after = Side(net: with, isEmpty: false, minimum: minimum, reasons: reasons)
    let suffix = payee.site == draft.site ? "" : "-\(draft.site.rawValue)"
    statementID =
      figures.statementID
      ?? "\(target.period.text)-\(draft.partnerID)-\(draft.tab.code)-"
      + "\(draft.amount.currency.code)\(suffix)"
    period = target.period
    runID = target.run?.id
    self.isCounted = isCounted
    opening = Money(minorUnits: figures.opening, currency: draft.amount.currency)
    self.minimum = minimum
  }
}

extension AdjustmentEffect.Side {
  fileprivate init(net: Money, isEmpty: Bool, minimum: Money?, reasons: PendingReasons) {
    self.net = net
    var reasons = reasons
    if let minimum, net.minorUnits < minimum.minorUnits { reasons.insert(.belowMinimum) }
    self.reasons = isEmpty ? [] : reasons
    let isMade = !isEmpty && reasons.isEmpty
    payable =
      isMade ? Money(minorUnits: max(net.minorUnits, 0), currency: net.currency) : nil
    closing =
      isMade ? Money(minorUnits: min(net.minorUnits, 0), currency: net.currency) : nil
  }
}
