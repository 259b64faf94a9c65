import Amounts
import Marketplace

/// The monthly totals X of each waiver and currency, while the survey streams. Rule 5.7.
///
/// Sums are 128 bits wide, so that only what is stored can overflow. The first currency of a waiver
/// lies in one list for all, where the line path finds it at once; few waivers have a second.
package struct WaiverTotals: Sendable {
  private typealias Total = (currency: Currency, total: Int128)
  private var first: [Total?]
  private var further: [Int: [Total]] = [:]

  /// - Parameter count: The number of waivers in the catalogue.
  package init(count: Int) {
    first = Array(repeating: nil, count: count)
  }

  /// Adds the paid amount of a line the period bills; a refund of such a line is negative.
  package mutating func add(_ paid: MinorUnits, to waiver: Int, in currency: Currency) {
    add(Int128(paid), to: waiver, in: currency)
  }

  private mutating func add(_ sum: Int128, to waiver: Int, in currency: Currency) {
    if first[waiver] == nil { first[waiver] = (currency, 0) }
    if first[waiver]?.currency == currency {
      first[waiver]?.total += sum
      return
    }
    var others = further[waiver] ?? []
    if let position = others.firstIndex(where: { $0.currency == currency }) {
      others[position].total += sum
    } else {
      others.append((currency, sum))
    }
    further[waiver] = others
  }

  /// Adds what another shard has seen.
  package mutating func add(_ other: WaiverTotals) {
    for entry in other.entries { add(entry.total, to: entry.waiver, in: entry.currency) }
  }

  /// Every waiver with its total, in the order of the catalogue, then of the currency's code.
  package var entries: [(waiver: Int, currency: Currency, total: Int128)] {
    first.indices.flatMap { waiver in
      ([first[waiver]].compactMap(\.self) + (further[waiver] ?? []))
        .sorted { $0.currency < $1.currency }.map { (waiver, $0.currency, $0.total) }
    }
  }
}

/// The increment each waiver and currency earned in the period. Rule 5.7.
package struct WaiverIncrements: Sendable {
  /// Those of a waiver follow one another.
  private var increments: [(currency: Currency, increment: Rate)] = []
  /// Where those of each waiver begin, and where the last end.
  private var starts: [Int32]

  /// No increments yet: every line is priced at zero.
  package init(count: Int) {
    starts = Array(repeating: 0, count: count + 1)
  }

  /// The increments of the bands that the totals fall in; below the first band none.
  package init(of totals: WaiverTotals, waivers: [Waiver]) {
    starts = [0]
    var entries = totals.entries[...]
    for (index, waiver) in waivers.enumerated() {
      while let entry = entries.first, entry.waiver == index {
        entries.removeFirst()
        guard let band = waiver.band(for: MinorUnits(clamping: entry.total)) else { continue }
        increments.append((entry.currency, band.increment))
      }
      starts.append(Int32(increments.count))
    }
  }

  /// One increment for every waiver in a currency: to price a line as it was billed.
  package init(flat increment: Rate, count: Int, currency: Currency) {
    increments = Array(repeating: (currency, increment), count: count)
    starts = (0...count).map(Int32.init)
  }

  /// The increment of a waiver in a currency; zero without a band.
  package subscript(waiver: Int, currency: Currency) -> Rate {
    for place in Int(starts[waiver])..<Int(starts[waiver + 1])
    where increments[place].currency == currency {
      return increments[place].increment
    }
    return .zero
  }
}
