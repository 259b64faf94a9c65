import CivilTime
import Marketplace
import Postgres

/// A sealed run whose facts are read again: the parameters of `facts/stream_sealed_order_lines`.
package struct SealedScope: Sendable {
  package let run: Int32
  /// Sealed runs before it whose lines count as billed.
  package let earlier: [Int32]
  /// Runs before it that a calculation has priced again: its lines count as billed instead.
  package let rewritten: [Int32]
  /// Zero where there is none.
  package let calculation: Int32

  package init(run: Int32, earlier: [Int32], rewritten: [Int32] = [], calculation: Int32 = 0) {
    self.run = run
    self.earlier = earlier
    self.rewritten = rewritten
    self.calculation = calculation
  }
}

/// Which facts a stream reads: the parameters of `facts/stream_order_lines`.
package struct FactScope: Sendable {
  package let site: Site
  /// What was ordered, and refunded, before it has happened.
  package let horizon: Instant
  /// What was paid from here on cannot have been billed.
  package let start: Instant
  /// One order line instead of all; nil for all.
  package var line: String?
  /// The pages of one shard; nil for all, and where order lines are a view.
  package var pages: Range<Int64>?
  /// Which order lines need looking up among those that something happened to; nil to look all up.
  package var marks: FactMarks?
  /// When customers had repaid, for whoever reads the stream to look up; nil to have the query join it.
  package var repayments: Repayments?
  /// Whether merchants of other sites have products, whose order lines must be left out.
  package var hasOtherSites = false
  /// By key instead of in the order of storage: for lists that people compare.
  package var isSorted = false
  /// The facts of a sealed run, as it knew them, instead of all that are open; nil for these.
  package var sealed: SealedScope?

  package init(site: Site, horizon: Instant, start: Instant) {
    self.site = site
    self.horizon = horizon
    self.start = start
  }

  /// The texts that continue the stream's query.
  private var narrowing: [SQL] {
    var texts: [SQL] = []
    if pages != nil { texts.append(Query.Facts.narrowToPlaces) }
    if hasOtherSites { texts.append(Query.Facts.narrowToSite) }
    if line != nil { texts.append(Query.Facts.narrowToLine) }
    if isSorted { texts.append(Query.Facts.sortByLine) }
    return texts
  }

  /// Streams the scope's rows in the given transaction.
  ///
  /// - Returns: The number of rows.
  package func stream(
    in transaction: borrowing Transaction, row: (inout CopyRow) throws -> Void
  ) throws -> Int {
    try transaction.query(
      Query.Facts.setScope,
      [
        .text(site.rawValue), .timestamp(horizon.microseconds),
        .timestamp(start.microseconds), .text(line ?? ""),
        .text("(\(pages?.lowerBound ?? 0),0)"), .text("(\(pages?.upperBound ?? 0),0)"),
        .text(marks?.text ?? ""),
      ])
    guard let sealed else {
      return try transaction.copyOut(
        Query.Facts.streamOrderLines,
        appending: [
          repayments == nil ? Query.Facts.joinRepayment : Query.Facts.joinNoRepayment,
          marks == nil ? Query.Facts.joinCompany : Query.Facts.joinMarkedCompany,
          Query.Facts.keepOpenLines,
        ] + narrowing, row: row)
    }
    try transaction.query(
      Query.Facts.setSealedScope,
      [
        .int32(sealed.run), .int64Array(sealed.earlier.map(Int64.init)),
        .int64Array(sealed.rewritten.map(Int64.init)), .int32(sealed.calculation),
      ])
    return try transaction.copyOut(
      Query.Facts.streamSealedOrderLines, appending: narrowing, row: row)
  }

  /// Shares the pages of a table out evenly; a view has no pages and is one shard.
  ///
  /// The last shard reads to the end of what the snapshot sees, pages added meanwhile included.
  package func shards(_ count: Int, isTable: Bool, pages: Int64) -> [FactScope] {
    guard isTable, pages >= Int64(count), count > 1 else { return [self] }
    let bounds = (0...count).map { pages * Int64($0) / Int64(count) }
    return (0..<count).map { shard in
      var scope = self
      let end = shard == count - 1 ? Int64(UInt32.max) - 1 : bounds[shard + 1]
      scope.pages = bounds[shard]..<end
      return scope
    }
  }
}
