import Amounts
import Bookkeeping
import CivilTime
import Foundation
import Marketplace
import Postgres
import Store

/// Measures how fast entries of four postings are posted in bulk: made from components, hashed,
/// copied, and verified by the server at commit.
struct LedgerBenchmark {
  let settings: ConnectionSettings
  let rounds: Int

  /// Fills an emptied database's journal and measures.
  ///
  /// - Parameter count: How many entries a batch has.
  func run(_ count: Int) throws {
    let session = try Session(connecting: settings)
    try session.query(Query.Benchmark.dropSettlement)
    try session.query(Query.Benchmark.dropMarketplace)
    let now = Period(year: 2026, month: 10).end
    try Migrations.apply(to: session, now: now) { _ in }
    let meter = Meter(backend: session.backendID)
    var posted: [Meter.Reading] = []
    Meter.resetPeakMemory()
    for round in 0..<rounds {
      let sealed = statements(count, of: round)
      posted.append(
        try meter.measure {
          try session.transaction { (tx: borrowing Transaction) in
            let end = try LedgerStore.lock(.cn, in: tx)
            let rules = try LedgerStore.rules(in: tx)
            let entries = try sealed.compactMap { head, figures in
              try JournalEntry(head, figures.components, by: rules)
            }
            _ = try LedgerStore.append(
              entries, of: .cn, behind: end, by: "benchmark", at: now, in: tx)
          }
        })
    }
    line(
      count, "posting, four lines an entry", median(posted), ratio: nil, peak: Meter.peakMemory())
    print("\(number(Double(count) / median(posted).wall, 0)) entries/s")
  }

  /// Merchants' statements with a provider, whose seals are posted from 1012 to 2202, 2203 and
  /// 6001; in the order of their ids, as sealed statements are read.
  private func statements(
    _ count: Int, of round: Int
  ) -> [(head: EntryHead, figures: SealedFigures)] {
    guard let currency = Currency(code: "CNY") else { return [] }
    return (0..<count).map { index in
      var figures = SealedFigures(isOfMerchant: true, isGeneral: true)
      figures.share = Int64(90_000 + index % 1_000)
      figures.providers = 3_000
      figures.platform = 5_000
      let head = EntryHead(
        event: .seal, source: "202610-M-\(round)-\(index)-general-CNY",
        period: Period(year: 2026, month: 10), partnerID: "M-\(index)", tab: "general",
        currency: currency)
      return (head, figures)
    }.sorted { $0.head.source < $1.head.source }
  }
}
