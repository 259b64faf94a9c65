import Amounts
import CivilTime
import Marketplace
import Performance
import Postgres

/// The figures of one partner and currency in a month. Rule 9.1.
package struct PartnerFigures: Sendable {
  package let partnerID: String
  package let side: PerformanceSide
  package let site: Site
  package let currency: Currency
  package var figures = PerformanceFigures()
}

/// Adds up what happened in a month, partner by partner: memory holds one of them.
package struct FiguresStream {
  private let span: MonthSpan
  /// Whose rows are coming; nil before the first.
  private var current: PartnerFigures?
  private var partner: [UInt8] = []
  private var customer: [UInt8] = []
  /// Whether the customer of the last row is counted.
  private var isCounted = false

  private init(_ period: Period) {
    span = MonthSpan(period)
  }

  /// Streams the figures of a month by partner and currency; partners without any fact of the
  /// month are left out.
  ///
  /// - Parameters:
  ///   - site: Of the partners; nil for all.
  ///   - partner: The only one; nil for all.
  /// - Throws: `AmountError` where a figure does not fit.
  package static func read(
    _ period: Period, site: Site?, partner: String? = nil, in tx: borrowing Transaction,
    each: (PartnerFigures) throws -> Void
  ) throws {
    try tx.query(
      Query.Performance.setFiguresScope,
      [
        .int32(period.yyyymm), .timestamp(period.start.microseconds),
        .timestamp(period.end.microseconds), .text(site?.rawValue ?? ""), .text(partner ?? ""),
      ])
    var stream = FiguresStream(period)
    // Sorting a month takes longer than any other statement may.
    try tx.copyOut(Query.Performance.streamFigures, within: .seconds(3600)) { row in
      try stream.add(&row, each: each)
    }
    try stream.finish(each: each)
  }

  private mutating func add(
    _ row: inout CopyRow, each: (PartnerFigures) throws -> Void
  ) throws {
    let partner = try row.nextBytes() ?? .empty
    let kindWord = try row.nextText() ?? ""
    let siteWord = try row.nextText() ?? ""
    // A currency nobody knows is an exception of the run; it has no figures.
    guard let currency = try row.nextCurrency() else { return }
    let isSame = current?.currency == currency && partner.elementsEqual(self.partner)
    if !isSame {
      try finish(each: each)
      guard let kind = PartnerKind(rawValue: kindWord), let side = PerformanceSide(kind),
        let site = Site(rawValue: siteWord)
      else { preconditionFailure("the query lists no \(kindWord) at \(siteWord)") }
      current = PartnerFigures(
        partnerID: partner.text, side: side, site: site, currency: currency)
      self.partner = Array(partner)
    }
    let customer = try row.nextBytes() ?? .empty
    if !isSame || !customer.elementsEqual(self.customer) {
      self.customer = Array(customer)
      isCounted = false
    }
    guard try addFact(&row, in: currency), !isCounted else { return }
    current?.figures.customers += 1
    isCounted = true
  }

  /// Adds the fact of the row.
  ///
  /// - Returns: Whether its customer bought in the month.
  private mutating func addFact(_ row: inout CopyRow, in currency: Currency) throws -> Bool {
    let list = try row.nextOptionalInt64()
    let sales = try row.nextOptionalInt64()
    let voucher = try row.nextOptionalInt64()
    let cash = try row.nextOptionalInt64()
    let credit = try row.nextOptionalInt64()
    let paidAt = try row.nextInstant()
    let repaidAt = try row.nextInstant()
    let refunds = try row.nextBytes()
    guard let month = try row.nextOptionalInt32() else {
      let purchase = Purchase(
        currency: currency, list: list ?? 0, sales: sales ?? 0, voucher: voucher ?? 0,
        cash: cash ?? 0, credit: credit ?? 0, paidAt: paidAt, repaidAt: repaidAt)
      return try current?.figures.add(purchase, refunds: PackedShares(refunds), in: span) ?? false
    }
    let usage = try UsageFact(
      month: month, sum: row.nextText() ?? "0", in: currency,
      isPostpaid: row.nextOptionalBool() ?? false, repaidAt: repaidAt,
      lateReceivedAt: row.nextInstant())
    return current?.figures.add(usage, in: span) ?? false
  }

  private mutating func finish(each: (PartnerFigures) throws -> Void) throws {
    if let current, !current.figures.isEmpty { try each(current) }
    current = nil
  }

  /// How far a month is, by site; a site without a run is not in it. Rule 9.1.
  package static func states(
    of period: Period, in tx: borrowing Transaction
  ) throws -> [Site: PerformanceState] {
    var states: [Site: PerformanceState] = [:]
    for row in try tx.query(Query.Performance.listRunStates, [.int32(period.yyyymm)]) {
      guard let site = Site(rawValue: row.text(0)), let state = RunState(rawValue: row.text(1))
      else { preconditionFailure("a run of \(row.text(0)) is \(row.text(1))") }
      switch state {
      case .inReview, .approved: states[site] = .draft
      case .sealed: states[site] = .final
      case .computing, .draft, .discarded: states[site] = .estimate
      }
    }
    return states
  }
}
