import CivilTime

/// April and May 2026 of many small merchants as seeded generators draw them, brief files that
/// ``BriefFacts`` completes. Each merchant is a case of its own: with its products, terms, customers,
/// provider, operator and facts it has nothing to do with the others, and its seed is its own, so
/// that one case alone is drawn as it is among all.
///
/// What belongs to the case 17 has an id that begins `X-17`, records of usage a number of 17,000 and
/// more. Refunds and usage of May come in June too, and a part of everything waits.
package struct MixedMonth {
  /// By the name of the table.
  package private(set) var files: [String: String]
  /// The order lines and completed refunds of each case.
  package private(set) var keys: [[String]] = []

  /// - Parameter cases: The numbers of the cases, from 1 on.
  package init(seed: UInt64, cases: some Sequence<Int>) {
    files = Self.headed([
      "agreement": Self.agreements, "incentive_policy": Self.policies,
      "incentive_band": Self.bands,
    ])
    for number in cases {
      let drawn = MixedCase(number, seed: seed)
      add(drawn.rows)
      keys.append(drawn.keys)
    }
  }

  /// Facts of April and May that come after both are sealed: order lines, refunds of any line, usage,
  /// repayments, and terms that hold back in time.
  package init(laterThan seed: UInt64, cases: some Sequence<Int>) {
    files = Self.headed([:])
    for number in cases {
      var drawn = MixedCase(number, seed: seed)
      add(drawn.later())
    }
  }

  private mutating func add(_ rows: [String: String]) {
    for (table, text) in rows { files[table, default: ""] += text }
  }

  private static func headed(_ rows: [String: String]) -> [String: String] {
    MixedCase.heads.merging(rows) { "\($0)\n\($1)" }.mapValues {
      $0.hasSuffix("\n") ? $0 : $0 + "\n"
    }
  }

  private static let agreements = """
    A-1,cn,2019-01-01T00:00:00+08:00
    A-2,intl,2019-01-01T00:00:00+08:00
    A-3,cn,2026-05-01T00:00:00+08:00

    """

  /// An incentive of whoever provides on the smaller site.
  private static let policies = "everyone,intl,month,marginal,1000,CNY,\n"
  private static let bands = """
    everyone,0,0.005
    everyone,500000,0.033333

    """
}
