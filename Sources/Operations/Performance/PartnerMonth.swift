import Amounts
import CivilTime
import Documents
import Performance
import Store

/// What a partner did in a month, how final that is, and how far it is on its bands.
package struct PartnerMonth: Sendable {
  package let partnerID: String
  package let period: Period
  /// Of the figures; rule 9.1.
  let state: PerformanceState
  /// By currency.
  let figures: [PartnerFigures]
  package let steps: [Step]
  /// What is not as the month's run knew it, or cannot be computed.
  package let notes: [String]

  /// One incentive or waiver of the partner.
  package struct Step: Sendable {
    let kind: String
    let policyID: String
    let productID: String?
    /// The cycle of an incentive, the month of a waiver.
    let cycle: String
    let total: Money
    let rate: Rate
    /// What an incentive would earn if the cycle ended now; nil of a waiver.
    let earned: Money?
    /// Purchases on credit that freeze an incentive.
    let openCredits: Int
    /// Nil on the best band.
    let next: NextBand?
    /// The run that kept it; nil where it is computed from the facts of today.
    let runID: String?

    /// What is missing to the next band, the last day on which it counts, and the rate then; nil on
    /// the best band.
    package var distance: (missing: Money, until: CivilDate, rate: Rate)? {
      next.map { ($0.missing, $0.until, $0.rate) }
    }
  }

  /// `estimate`, `draft` or `final`.
  package var stateName: String { state.rawValue }

  /// The incentives and waivers in columns; the performance of the month is the summary.
  package var bands: Listing {
    Listing(
      "bands", of: steps,
      [
        ListedColumn("kind", .text) { .text($0.kind) },
        ListedColumn("policy_id", .text) { .text($0.policyID) },
        ListedColumn("product_id", .text) { TableCell($0.productID) },
        ListedColumn("cycle", .text) { .text($0.cycle) },
        ListedColumn("currency", .text) { .text($0.total.currency.code) },
        ListedColumn("total", .amount) { .amount($0.total) },
        ListedColumn("rate", .rate) { .rate($0.rate) },
        ListedColumn("earned", .amount) { TableCell($0.earned) },
        ListedColumn("open_credits", .integer) { .integer(Int64($0.openCredits)) },
        ListedColumn("next_band", .text) { TableCell($0.next?.sentence) },
        ListedColumn("known_from", .text) { .text($0.runID ?? "facts") },
      ], summary: summary)
  }

  /// The figures of the month as `export performance` has them, one row a currency.
  package var figureRows: Listing {
    let rows = figures.map { $0.cells(period, state) }
    return Listing(
      "figures", of: rows,
      ExportPerformance.table.columns.enumerated().map { place, column in
        ListedColumn(column.name, column.kind) { $0[place] }
      }, summary: "")
  }

  /// `performance CNY 265.00 in 202605 (estimate)`, and the notes.
  private var summary: String {
    let amounts = figures.map { partner in
      let total = Total(
        minorUnits: partner.figures.performance(of: partner.side), currency: partner.currency)
      return "\(partner.currency.code) \(total.groupedText)"
    }
    let total = amounts.isEmpty ? "nothing" : amounts.joined(separator: ", ")
    return (["performance \(total) in \(period.text) (\(state.rawValue))"] + notes)
      .joined(separator: "; ")
  }
}
