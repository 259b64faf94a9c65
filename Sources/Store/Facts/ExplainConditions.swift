import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement

/// What the statement of one partner waits for, each question through an index. Rules 7.3 to 7.5.
extension ExplainStore {
  /// The last sealed run of a site; nil before the first.
  package static func lastSealedRun(
    of site: Site, in tx: borrowing Transaction
  ) throws -> LiveRun? {
    try tx.query(Query.Explain.findLastSealedRun, [.text(site.rawValue)]).first.map { LiveRun($0) }
  }

  /// Whether a partner is certified, has accepted what is in force, and is held. Rule 7.5.
  package static func conditions(
    of partner: Partner, asOf: Instant, cutoff: Instant, in tx: borrowing Transaction
  ) throws -> PartnerConditions {
    let agreement = try agreement(of: partner.site, cutoff: cutoff, in: tx)
    let held = try holds(of: partner.id, asOf: asOf, in: tx)
    return PartnerConditions(
      asOf: asOf,
      agreementInForceFrom: agreement.map { [partner.site: $0.inForceFrom] } ?? [:],
      held: held.isEmpty ? [] : [partner.id])
  }

  /// An agreement that must have been accepted. Contract 1, `agreement`.
  package struct Agreement: Sendable {
    package let id: String
    package let title: String
    package let inForceFrom: Instant
  }

  /// The newest agreement of a site in force at a cut-off; nil without one. Rule 10 (7.5).
  package static func agreement(
    of site: Site, cutoff: Instant, in tx: borrowing Transaction
  ) throws -> Agreement? {
    try tx.query(
      Query.Explain.findAgreement, [.text(site.rawValue), .timestamp(cutoff.microseconds)]
    ).first.map {
      Agreement(
        id: $0.text(0), title: $0.text(1),
        inForceFrom: Instant(microseconds: $0.microseconds(2)))
    }
  }

  /// A hold on a partner's statements. Rule 7.5.
  package struct Hold: Sendable {
    package let number: Int32
    package let reason: String
    package let since: Instant
    package let by: String
    package let endsWhen: String
  }

  /// The holds of a partner as of an instant.
  package static func holds(
    of partner: String, asOf: Instant, in tx: borrowing Transaction
  ) throws -> [Hold] {
    try tx.query(Query.Explain.listHolds, [.text(partner), .timestamp(asOf.microseconds)]).map {
      Hold(
        number: $0.int32(0), reason: $0.text(1), since: Instant(microseconds: $0.microseconds(2)),
        by: $0.text(3), endsWhen: $0.text(4))
    }
  }

  /// How many facts of a partner's tab and currency wait in a run, and why.
  package static func waiting(
    run: Int32, partner: String, tab: Tab, currency: Currency, in tx: borrowing Transaction
  ) throws -> [(reasons: PendingReasons, facts: Int64, amount: MinorUnits)] {
    try tx.query(
      Query.Statements.listWaiting,
      [.int32(run), .text(partner), .text(tab.code), .text(currency.code)]
    ).map { (PendingReasons(rawValue: $0.int32(0)), $0.int64(1), $0.int64(2)) }
  }

  /// The first facts for which a run parked a partner, with what is wrong.
  package static func parkingFacts(
    run: Int32, partner: String, in tx: borrowing Transaction
  ) throws -> [(code: String, sourceID: String, detail: String, remedy: String)] {
    try tx.query(Query.Explain.listParkingFacts, [.int32(run), .text(partner)]).map {
      ($0.text(0), $0.text(1), $0.text(2), $0.text(3))
    }
  }
}
