import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement
import Store

/// The run whose statement an adjustment enters. Rule 8.4.
struct AdjustmentTarget {
  /// The run it enters or is on; nil where none of the period is there yet.
  let run: RunRecord?
  /// Without such a run: the last one before it.
  let predecessor: RunRecord?
  let period: Period
  /// Whether the run with the figures was made as of an instant at or after the approval.
  let hasSeen: Bool

  /// Whether the figures are what people look at, or sealed: nothing enters them any more.
  var isFrozen: Bool { run.map { $0.state != .draft } ?? false }

  /// - Parameter runs: Those of its site.
  init(of adjustment: AdjustmentRecord, among runs: [RunRecord], now: Instant) {
    func sees(_ run: RunRecord) -> Bool {
      adjustment.approvedAt.map { $0 <= run.asOf } ?? false
    }
    let live = runs.filter { [.draft, .inReview, .approved].contains($0.state) }
      .sorted { $0.period < $1.period }
    let sealed = runs.filter { $0.state == .sealed }.max { $0.period < $1.period }
    if let billed = adjustment.billed {
      run = runs.first { $0.number == billed.run }
    } else {
      // A frozen run takes nothing that it has not seen; the next one does.
      run = live.first { $0.state == .draft || sees($0) }
    }
    predecessor = run == nil ? live.last ?? sealed : nil
    period =
      run?.period ?? predecessor?.period.next ?? Period(containing: now).previous
    hasSeen = (run ?? predecessor).map(sees) ?? false
  }
}

/// What the run of a target has on one key: the statement, or the balance and the lines that wait.
struct KeyFigures {
  /// Nil where the run of the target makes none.
  let statementID: String?
  let opening: MinorUnits
  let net: Money
  /// On the statement, or waiting for it.
  let lines: Int64
  /// What keeps every statement of the partner back in the run, rule 7.5; holds left out.
  let partnerReasons: PendingReasons

  /// Reasons that wait for the statement, not for the fact. Rules 7.4 to 7.6.
  private static let ofStatements: PendingReasons = [
    .belowMinimum, .notCertified, .agreementOutdated, .onHold, .quarterOpen, .parked,
  ]

  init(
    of draft: AdjustmentDraft, _ target: AdjustmentTarget, in tx: borrowing Transaction
  ) throws {
    let currency = draft.amount.currency
    var opening = try StatementStore.opening(
      draft.site, partner: draft.partnerID, tab: draft.tab, currency: currency, in: tx)
    var made: StatementRecord?
    var waiting: [PendingRecord] = []
    var partnerReasons: PendingReasons = []
    if let run = target.run ?? target.predecessor {
      made = try StatementStore.list(partner: draft.partnerID, run: run.number, in: tx)
        .first { $0.tab == draft.tab.code && $0.currency == currency }
      let ready = try RunStore.pending(of: run.number, in: tx).filter {
        $0.partnerID == draft.partnerID && $0.reasons.isSubset(of: Self.ofStatements)
      }
      waiting = ready.filter { $0.tab == draft.tab.code && $0.currency == currency.code }
      for pending in ready { partnerReasons.formUnion(pending.reasons) }
      partnerReasons.formIntersection([.notCertified, .agreementOutdated, .parked])
    }
    self.partnerReasons = partnerReasons
    if let made, target.run != nil {
      self.opening = made.opening
      net = Money(minorUnits: made.net, currency: currency)
      lines = made.lineCount
      statementID = made.id
      return
    }
    statementID = nil
    if let made { opening = made.closing }
    self.opening = opening
    net = try waiting.reduce(Money(minorUnits: opening, currency: currency)) {
      try $0.adding(Money(minorUnits: $1.amount, currency: currency))
    }
    lines = waiting.reduce(0) { $0 + $1.facts }
  }
}
