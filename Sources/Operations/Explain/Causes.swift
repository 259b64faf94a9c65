import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement
import Store

/// Says why a line is on no statement: who must act, and the figures. Rules 3, 6.4 and 7.
struct Causes {
  private let outlook: Outlook
  private let currency: Currency

  init(_ outlook: Outlook, currency: Currency) {
    self.outlook = outlook
    self.currency = currency
  }

  /// Every reason with who must act, in alphabetical order of the codes.
  ///
  /// - Parameter figures: What is known about a reason, by its code.
  func list(
    _ reasons: PendingReasons, payee: Role,
    figures: (PendingReasons) throws -> [Explanation.Column]
  ) rethrows -> [Explanation.Cause] {
    try PendingReasons.codes.filter { reasons.contains($0.reason) }.map { reason, code in
      Explanation.Cause(
        code: code, who: reason.actor(payee: payee),
        sentence: reason.sentences.joined(separator: " "), figures: try figures(reason))
    }
  }

  /// What the statement of a ready line waits for. Rules 7.4 to 7.6.
  func ofStatement(
    partner: Partner, tab: Tab, isSettled: (Period) -> Bool, in tx: borrowing Transaction
  ) throws -> PendingReasons {
    let conditions = try ExplainStore.conditions(
      of: partner, asOf: outlook.asOf, cutoff: outlook.period.end, in: tx)
    var reasons = conditions.reasons(for: partner, on: tab, in: outlook.period)
    guard let run = outlook.judging, isSettled(run.period) else { return reasons }
    let waiting = try ExplainStore.waiting(
      run: run.number, partner: partner.id, tab: tab, currency: currency, in: tx)
    for entry in waiting {
      reasons.formUnion(entry.reasons.intersection([.belowMinimum, .parked]))
    }
    return reasons
  }

  /// The figures behind a reason of a statement.
  func statementFigures(
    _ reason: PendingReasons, partner: Partner, tab: Tab, in tx: borrowing Transaction
  ) throws -> [Explanation.Column] {
    if reason == .belowMinimum { return try minimum(partner: partner, tab: tab, in: tx) }
    if reason == .onHold {
      return try ExplainStore.holds(of: partner.id, asOf: outlook.asOf, in: tx).flatMap { hold in
        [
          Explanation.Column("hold", "\(hold.number)"), Explanation.Column("reason", hold.reason),
          Explanation.Column("since", hold.since.text()), Explanation.Column("by", hold.by),
          Explanation.Column("ends", hold.endsWhen),
        ]
      }
    }
    if reason == .agreementOutdated {
      return try ExplainStore.agreement(of: partner.site, cutoff: outlook.period.end, in: tx)
        .map { agreement in
          [
            Explanation.Column("agreement", "\(agreement.id) \(agreement.title)"),
            Explanation.Column("in_force_from", agreement.inForceFrom.text()),
            Explanation.Column("accepted_at", partner.agreementAcceptedAt?.text() ?? "never"),
          ]
        } ?? []
    }
    if reason == .notCertified {
      return [Explanation.Column("certified_at", partner.certifiedAt?.text() ?? "never")]
    }
    if reason == .parked { return try parking(partner, in: tx) }
    if reason == .quarterOpen {
      return [Explanation.Column("quarter_ends", outlook.quarterEnd.text())]
    }
    // Reasons of the fact itself have its gates as their figures.
    return []
  }

  private func minimum(
    partner: Partner, tab: Tab, in tx: borrowing Transaction
  ) throws -> [Explanation.Column] {
    guard let run = outlook.judging else { return [] }
    let waiting = try ExplainStore.waiting(
      run: run.number, partner: partner.id, tab: tab, currency: currency, in: tx)
    let lines = waiting.filter { $0.reasons.contains(.belowMinimum) }
    let opening = try StatementStore.opening(
      outlook.site, partner: partner.id, tab: tab, currency: currency, in: tx)
    let net = lines.reduce(Int128(opening)) { $0 + Int128($1.amount) }
    let minimums = try CatalogueReader.minimums(
      of: outlook.site, on: run.period.next.firstDate, in: tx)
    guard let minimum = minimums["\(tab.code) \(currency.code)"],
      let net = MinorUnits(exactly: net)
    else { return [] }
    return [
      Explanation.Column("run", run.id), Explanation.Column("opening_balance", text(opening)),
      Explanation.Column("lines", "\(lines.reduce(0) { $0 + $1.facts })"),
      Explanation.Column("net", text(net)), Explanation.Column("minimum", text(minimum)),
      Explanation.Column("missing", text(minimum &- net)),
    ]
  }

  private func parking(
    _ partner: Partner, in tx: borrowing Transaction
  ) throws -> [Explanation.Column] {
    guard let run = outlook.judging else { return [] }
    return try ExplainStore.parkingFacts(run: run.number, partner: partner.id, in: tx).map {
      Explanation.Column($0.code, "\($0.detail); \($0.remedy)")
    }
  }

  private func text(_ amount: MinorUnits) -> String {
    Money(minorUnits: amount, currency: currency).decimalText
  }
}

extension Outlook {
  /// The end of the quarter that the open period is in. Rule 7.6.
  fileprivate var quarterEnd: Instant {
    var last = period
    while !last.month.isMultiple(of: 3) { last = last.next }
    return last.end
  }
}

extension PendingReasons {
  /// Who ends a reason; nil where time does, or nobody can.
  func actor(payee: Role) -> Explanation.Actor? {
    Self.actors[self] ?? (Self.payees.contains(self) ? payee.actor : nil)
  }

  private static let actors: [PendingReasons: Explanation.Actor] = [
    .unpaid: .customer, .notRepaid: .customer, .incentiveFrozen: .customer,
    .notEffective: .merchant, .supervisionOpen: .customer, .noTerms: .platform,
    .onHold: .finance, .parked: .finance, .refundExceedsPaid: .finance,
  ]
  /// What the payee itself must do.
  private static let payees: Set<PendingReasons> = [.notCertified, .agreementOutdated]

  /// The codes that apply, in alphabetical order.
  var codeList: [String] {
    isEmpty ? [] : text.split(separator: ";").map(String.init)
  }
}
