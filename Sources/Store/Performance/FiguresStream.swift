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

/// Adds up what happened in a month; memory grows with partners, not with facts.
package struct FiguresStream: ~Copyable {
  private let span: MonthSpan
  private let partners: [Listed]
  private let index: ByteIndex
  /// What was found, by partner and currency.
  private var found: [Entry] = []
  /// The latest of each partner's in `found`; -1 of one without any.
  private var heads: [Int32]
  private var customers: CustomerCount

  /// A partner whose figures are wanted.
  private struct Listed {
    let id: String
    let side: PerformanceSide
    let site: Site
  }

  private struct Entry {
    var figures: PartnerFigures
    /// The partner's next in another currency; -1 behind the last.
    let next: Int32
  }

  private init(_ period: Period, of partners: [Listed]) throws(PostgresError) {
    span = MonthSpan(period)
    self.partners = partners
    index = ByteIndex(keys: partners.map(\.id))
    heads = Array(repeating: -1, count: partners.count)
    customers = try CustomerCount()
  }

  /// Hands over the figures of a month by partner and currency; partners without any fact of the
  /// month are left out.
  ///
  /// A fact with an amount that does not fit is an exception of its run, which parks its merchant; it
  /// has no figures, like one in a currency that nobody knows.
  ///
  /// - Parameters:
  ///   - sites: Of the partners.
  ///   - partner: The only one; nil for all.
  package static func read(
    _ period: Period, sites: Set<Site>, partner: String? = nil, in tx: borrowing Transaction,
    each: (PartnerFigures) throws -> Void
  ) throws {
    let listed = try tx.query(Query.Catalogue.listPartners).compactMap { row -> Listed? in
      guard let found = Site(rawValue: row.text(2)), let kind = PartnerKind(rawValue: row.text(7))
      else { preconditionFailure("\(row.text(0)) is a \(row.text(7)) of \(row.text(2))") }
      guard let side = PerformanceSide(kind), sites.contains(found),
        partner == nil || row.text(0) == partner
      else { return nil }
      return Listed(id: row.text(0), side: side, site: found)
    }
    if listed.isEmpty { return }
    var stream = try FiguresStream(period, of: listed)
    let marks = try FactMarks(before: period.end, in: tx)
    try tx.query(
      Query.Performance.setFiguresScope,
      [
        .int32(period.yyyymm), .timestamp(period.start.microseconds),
        .timestamp(period.end.microseconds), .text(partner ?? ""), .text(marks.text),
      ])
    // Reading a month takes longer than any other statement may.
    let limit = Duration.seconds(3600)
    _ = try tx.copyOut(Query.Performance.streamUsage, within: limit) { row in
      try stream.addUsage(&row)
    }
    try tx.query(Query.Performance.joinByHash)
    _ = try tx.copyOut(Query.Performance.streamPurchases, within: limit) { row in
      try stream.addPurchase(&row)
    }
    try stream.finish(each: each)
  }

  private mutating func addPurchase(_ row: inout CopyRow) throws {
    let merchant = try row.nextBytes()
    let provider = try row.nextBytes()
    let customer = try row.nextBytes() ?? .empty
    // A currency nobody knows is an exception of the run; it has no figures.
    guard let currency = try row.nextCurrency() else { return }
    let purchase = Purchase(
      currency: currency, list: try row.nextInt64(), sales: try row.nextInt64(),
      voucher: try row.nextOptionalInt64() ?? 0, cash: try row.nextInt64(),
      credit: try row.nextOptionalInt64() ?? 0, paidAt: try row.nextInstant(),
      repaidAt: try row.nextInstant())
    let refunds = PackedShares(try row.nextBytes())
    let span = span
    do {
      try add(to: merchant, provider, in: currency, customer: customer) {
        try $0.add(purchase, refunds: refunds, in: span)
      }
    } catch is AmountError {}
  }

  private mutating func addUsage(_ row: inout CopyRow) throws {
    let merchant = try row.nextBytes()
    let provider = try row.nextBytes()
    let customer = try row.nextBytes() ?? .empty
    guard let currency = try row.nextCurrency() else { return }
    guard let usage = try row.nextUsage(in: currency) else { return }
    let span = span
    try add(to: merchant, provider, in: currency, customer: customer) { $0.add(usage, in: span) }
  }

  /// Adds a fact to the figures of its merchant and of its provider.
  ///
  /// - Parameter fact: Adds it, and tells whether its customer bought in the month.
  private mutating func add(
    to merchant: UnsafeRawBufferPointer?, _ provider: UnsafeRawBufferPointer?,
    in currency: Currency, customer: UnsafeRawBufferPointer,
    _ fact: (inout PerformanceFigures) throws -> Bool
  ) throws {
    try add(to: entry(of: merchant, .merchant, in: currency), customer: customer, fact)
    try add(to: entry(of: provider, .provider, in: currency), customer: customer, fact)
  }

  private mutating func add(
    to entry: Int?, customer: UnsafeRawBufferPointer,
    _ fact: (inout PerformanceFigures) throws -> Bool
  ) throws {
    guard let entry, try fact(&found[entry].figures.figures) else { return }
    try customers.note(customer, of: Int32(entry))
  }

  /// Where the figures of a partner are; nil of one that is not wanted, or not on that side.
  private mutating func entry(
    of key: UnsafeRawBufferPointer?, _ side: PerformanceSide, in currency: Currency
  ) -> Int? {
    guard let key, let partner = index[key], partners[partner].side == side else { return nil }
    var last = Int(heads[partner])
    while last >= 0 {
      if found[last].figures.currency == currency { return last }
      last = Int(found[last].next)
    }
    let listed = partners[partner]
    found.append(
      Entry(
        figures: PartnerFigures(
          partnerID: listed.id, side: side, site: listed.site, currency: currency),
        next: heads[partner]))
    heads[partner] = Int32(found.count - 1)
    return found.count - 1
  }

  /// Hands over what was found, by the bytes of the partner's key and the currency's code.
  private consuming func finish(each: (PartnerFigures) throws -> Void) throws {
    var all = found.map(\.figures)
    for (entry, count) in try customers.counts(groups: all.count).enumerated() {
      all[entry].figures.customers = count
    }
    all.removeAll { $0.figures.isEmpty }
    all.sort { one, other in
      one.partnerID == other.partnerID
        ? one.currency.code < other.currency.code
        : one.partnerID.utf8.lexicographicallyPrecedes(other.partnerID.utf8)
    }
    for figures in all { try each(figures) }
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
