import Amounts
import CivilTime
import Marketplace
import Performance
import Postgres

/// What a run keeps of its partners' performance when it is submitted: a sealed month shows this,
/// whatever facts say later. Rule 9.1.
package enum KeptFigures {
  /// Keeps the month of a run that is being submitted; memory grows with partners.
  package static func keep(of run: RunRecord, in tx: borrowing Transaction) throws {
    let number = try tx.query(Query.Performance.beginKeeping, [.int32(run.number)])[0].int32(0)
    var all: [PartnerFigures] = []
    try FiguresStream.read(run.period, sites: [run.site], in: tx) { all.append($0) }
    func counts(_ column: (PartnerFigures) -> Int64) -> Parameter { .int64Array(all.map(column)) }
    func sums(_ column: (PerformanceFigures) -> Int128) -> Parameter {
      .textArray(all.map { String(column($0.figures)) })
    }
    try tx.query(
      Query.Performance.insertKeptFigures,
      [
        .int32(run.number), .int32(number), .textArray(all.map(\.partnerID)),
        .textArray(all.map(\.currency.code)), counts { $0.side == .provider ? 1 : 0 },
        counts { $0.figures.orders }, counts { $0.figures.customers }, sums { $0.grossSales },
        sums { $0.discounts }, sums { $0.refunds }, sums { $0.cashConsumption },
        sums { $0.refundedConsumption },
      ])
  }

  /// The figures of a month by partner and currency: as kept of the sites whose run is sealed, of the
  /// others, and of runs that were submitted before they kept any, from the facts of today.
  ///
  /// - Parameters:
  ///   - site: Of the partners; nil for all.
  ///   - partner: The only one; nil for all.
  package static func read(
    _ period: Period, site: Site?, partner: String? = nil, in tx: borrowing Transaction,
    each: (PartnerFigures) throws -> Void
  ) throws {
    let keeping = Set(
      try tx.query(Query.Performance.listRunStates, [.int32(period.yyyymm)])
        .filter { $0.text(1) == RunState.sealed.rawValue && $0.bool(2) }
        .compactMap { Site(rawValue: $0.text(0)) })
    var kept = try tx.query(
      Query.Performance.listKeptFigures,
      [.int32(period.yyyymm), .text(site?.rawValue ?? ""), .text(partner ?? "")]
    ).map { PartnerFigures(kept: $0) }[...]
    let others = Set(site.map { [$0] } ?? Site.allCases).subtracting(keeping)
    if !others.isEmpty {
      try FiguresStream.read(period, sites: others, partner: partner, in: tx) { found in
        while let first = kept.first,
          first.partnerID.utf8.lexicographicallyPrecedes(found.partnerID.utf8)
        { try each(kept.removeFirst()) }
        try each(found)
      }
    }
    for figures in kept { try each(figures) }
  }
}

extension PartnerFigures {
  fileprivate init(kept row: Row) {
    func sum(_ column: Int) -> Int128 {
      guard let sum = Int128(row.text(column)) else {
        preconditionFailure("\(row.text(column)) is kept and no whole number")
      }
      return sum
    }
    guard let site = Site(rawValue: row.text(0)), let currency = Currency(code: row.text(2)) else {
      preconditionFailure("\(row.text(1)) has kept figures with values nobody wrote")
    }
    self.init(
      partnerID: row.text(1), side: row.bool(3) ? .provider : .merchant, site: site,
      currency: currency)
    figures.isEmpty = false
    figures.orders = row.int64(4)
    figures.customers = row.int64(5)
    figures.grossSales = sum(6)
    figures.discounts = sum(7)
    figures.refunds = sum(8)
    figures.cashConsumption = sum(9)
    figures.refundedConsumption = sum(10)
  }
}
