import Amounts
import Marketplace

/// The monthly totals X of each waiver and currency, while the survey streams. Rule 5.7.
///
/// Sums are 128 bits wide, so that only what is stored can overflow.
package struct WaiverTotals: Sendable {
  private var totals: [[(currency: Currency, total: Int128)]]

  /// - Parameter count: The number of waivers in the catalogue.
  package init(count: Int) {
    totals = Array(repeating: [], count: count)
  }

  /// Adds the paid amount of a line the period bills; a refund of such a line is negative.
  package mutating func add(_ paid: MinorUnits, to waiver: Int, in currency: Currency) {
    for position in totals[waiver].indices where totals[waiver][position].currency == currency {
      totals[waiver][position].total += Int128(paid)
      return
    }
    totals[waiver].append((currency, Int128(paid)))
  }

  /// Adds what another shard has seen.
  package mutating func add(_ other: WaiverTotals) {
    for waiver in other.totals.indices {
      for entry in other.totals[waiver] {
        if let position = totals[waiver].firstIndex(where: { $0.currency == entry.currency }) {
          totals[waiver][position].total += entry.total
        } else {
          totals[waiver].append(entry)
        }
      }
    }
  }

  /// Every waiver with its total, in the order of the catalogue, then of the currency's code.
  package var entries: [(waiver: Int, currency: Currency, total: Int128)] {
    totals.enumerated().flatMap { waiver, list in
      list.sorted { $0.currency < $1.currency }.map { (waiver, $0.currency, $0.total) }
    }
  }
}

/// The increment each waiver and currency earned in the period. Rule 5.7.
package struct WaiverIncrements: Sendable {
  private var increments: [[(currency: Currency, increment: Rate)]]

  /// No increments yet: every line is priced at zero.
  package init(count: Int) {
    increments = Array(repeating: [], count: count)
  }

  /// The increments of the bands that the totals fall in; below the first band none.
  package init(of totals: WaiverTotals, waivers: [Waiver]) {
    self.init(count: waivers.count)
    for entry in totals.entries {
      let clamped = MinorUnits(clamping: entry.total)
      guard let band = waivers[entry.waiver].band(for: clamped) else { continue }
      increments[entry.waiver].append((entry.currency, band.increment))
    }
  }

  /// One increment for every waiver in a currency: to price a line as it was billed.
  package init(flat increment: Rate, count: Int, currency: Currency) {
    increments = Array(repeating: [(currency, increment)], count: count)
  }

  /// The increment of a waiver in a currency; zero without a band.
  package subscript(waiver: Int, currency: Currency) -> Rate {
    for entry in increments[waiver] where entry.currency == currency { return entry.increment }
    return .zero
  }
}
