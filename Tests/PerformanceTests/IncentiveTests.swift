import Amounts
import CivilTime
import Marketplace
import Performance
import Settlement
import Testing

/// Policies and incentives of these tests.
enum Policies {
  static func policy(
    _ id: String = "I-1", _ cycle: CycleLength = .month, _ mode: IncentiveMode = .whole,
    from: String = "2026-01-01", to: String? = nil, threshold: Int64 = 0,
    partner: String? = nil, product: String? = nil, bands: [(Int64, Int64)]
  ) throws -> IncentivePolicy {
    IncentivePolicy(
      id: id, name: id, site: .cn, validFrom: try Facts.instant(from),
      validTo: try to.map(Facts.instant),
      cycle: cycle, mode: mode, threshold: threshold, currency: try Facts.currency(),
      partnerID: partner, productID: product,
      bands: bands.map { IncentiveBand(fromAmount: $0, rate: Rate(millionths: $1)) })
  }

  static func partner(_ id: String, _ kind: PartnerKind, _ site: Site = .cn) -> Partner {
    Partner(
      id: id, name: id, kind: kind, site: site, withholdingRate: .zero,
      digitalServiceTaxRate: .zero, certifiedAt: nil, agreementAcceptedAt: nil)
  }

  static let partners = [
    partner("A-1", .csp), partner("A-2", .reseller), partner("M-1", .merchant),
  ]

  /// The lines missing at the end of a month, purchases by partner 0 unless they say more.
  static func lines(
    _ policies: [IncentivePolicy], cutoff: Int, billed: [BilledIncentive] = [],
    partners: [Partner] = Policies.partners,
    _ purchases: [(partner: Int, product: String?, Purchase, [PurchaseRefund])]
  ) throws -> [IncentiveLine] {
    var basis = IncentiveBasis(for: policies)
    let end = Facts.month(cutoff).end
    for (partner, product, purchase, refunds) in purchases {
      try basis.add(
        purchase, refunds: refunds.filter { $0.completedAt < end }, partner: partner,
        product: product)
    }
    return Incentives(of: policies, partners: partners, cutoff: end)
      .lines(basis: basis, billed: billed).lines
  }
}

struct IncentiveTests {
  @Test("whole: the rate of the band applies to the whole basis, from_amount inclusive")
  func whole() throws {
    let policy = try Policies.policy(bands: [(0, 10_000), (10_000_000, 20_000)])
    #expect(try policy.earned(on: 9_999_999) == 100_000)
    #expect(try policy.earned(on: 10_000_000) == 200_000)
    #expect(try policy.earned(on: 12_345_678) == 246_914)
    #expect(try policy.earned(on: 0) == 0)
  }

  @Test("marginal: each slice earns its own rate, and the sum is rounded once")
  func marginal() throws {
    let policy = try Policies.policy(
      "I-2", .month, .marginal, bands: [(0, 10_000), (10_000_000, 20_000), (20_000_000, 30_000)])
    // 100,000 at 1 % + 100,000 at 2 % + 50,000 at 3 % = 1,000 + 2,000 + 1,500.
    #expect(try policy.earned(on: 25_000_000) == 450_000)
    #expect(try policy.earned(on: 10_000_000) == 100_000)
    // 0.25 % of 3 cents twice would round to 0.00 twice; the sum 0.5 rounds up once.
    let fine = try Policies.policy(
      "I-3", .month, .marginal, bands: [(0, 100_000), (3, 100_000)])
    #expect(try fine.earned(on: 5) == 1)
    let gap = try Policies.policy("I-4", .month, .marginal, bands: [(1_000, 100_000)])
    #expect(try gap.earned(on: 999) == 0)
    #expect(try gap.earned(on: 2_000) == 100)
  }

  @Test("below the threshold nothing is earned, at it the whole basis counts")
  func threshold() throws {
    for mode in IncentiveMode.allCases {
      let policy = try Policies.policy(
        "I-1", .month, mode, threshold: 5_000_000, bands: [(0, 10_000)])
      #expect(try policy.earned(on: 4_999_999) == 0)
      #expect(try policy.earned(on: 5_000_000) == 50_000)
    }
  }

  @Test("the function that pays an incentive explains it, step by step")
  func explained() throws {
    let policy = try Policies.policy(
      "I-2", .month, .marginal, bands: [(0, 10_000), (10_000_000, 20_000)])
    var derivation = Derivation()
    let result = try policy.missing(on: 15_000_000, billed: 250_000, recorder: &derivation)
    #expect(result == (earned: 200_000, missing: -50_000))
    #expect(
      derivation.steps.map(\.formula) == [
        "100000.00 * 0.010000 + 50000.00 * 0.020000", "2000.00 - 2500.00",
      ])
    #expect(derivation.steps.map(\.rounded) == [200_000, -50_000])
    var below = Derivation()
    let under = try Policies.policy(threshold: 100, bands: [(0, 10_000)])
    _ = try under.missing(on: 99, billed: 0, recorder: &below)
    #expect(below.steps.map(\.name) == ["below the threshold of 1.00"])
  }

  @Test("cycles are months, quarters and years of the calendar, named as in the line's id")
  func cycles() {
    #expect(Cycle(.month, containing: Facts.month(202601)).text == "202601")
    let quarter = Cycle(.quarter, containing: Facts.month(202605))
    #expect(quarter.text == "2026Q2")
    #expect(quarter.first == Facts.month(202604))
    #expect(quarter.last == Facts.month(202606))
    let year = Cycle(.year, containing: Facts.month(202612))
    #expect(year.text == "2026")
    #expect(year.end == Facts.month(202701).start)
    for cycle in [quarter, year, Cycle(.month, containing: Facts.month(202612))] {
      #expect(Cycle(text: cycle.text) == cycle)
    }
    for text in ["", "2026Q5", "2026Q0", "202613", "26Q1", "2026-1", "20261"] {
      #expect(Cycle(text: text) == nil, "\(text)")
    }
  }

  @Test("a cycle has its line when it has ended, ready at its end")
  func endOfCycle() throws {
    let policies = [
      try Policies.policy("I-M", .month, bands: [(0, 10_000)]),
      try Policies.policy("I-Q", .quarter, bands: [(0, 20_000)]),
      try Policies.policy("I-Y", .year, bands: [(0, 30_000)]),
    ]
    let sale = try Facts.purchase(cash: 100_000, paid: "2026-05-10")
    let may = try Policies.lines(policies, cutoff: 202605, [(0, nil, sale, [])])
    #expect(may.map(\.sourceID) == ["I-M/202605"])
    #expect(may.map(\.amount) == [1_000])
    #expect(may.map(\.readyAt) == [try Facts.instant("2026-06-01")])
    #expect(may.map(\.naturalPeriod) == [Facts.month(202605)])
    #expect(may.map(\.reasons) == [[]])
    let december = try Policies.lines(policies, cutoff: 202612, [(0, nil, sale, [])])
    #expect(december.map(\.sourceID) == ["I-M/202605", "I-Q/2026Q2", "I-Y/2026"])
    #expect(december.map(\.amount) == [1_000, 2_000, 3_000])
  }

  @Test("a policy applies to the cycles that begin while it is in force")
  func validity() throws {
    let policy = try Policies.policy(
      "I-1", .quarter, from: "2026-04-02", to: "2026-10-01", bands: [(0, 10_000)])
    let sales = try ["2026-05-10", "2026-08-10", "2026-11-10"].map {
      (0, String?.none, try Facts.purchase(cash: 100_000, paid: $0), [PurchaseRefund]())
    }
    let lines = try Policies.lines(
      [policy], cutoff: 202612, sales.map { (partner: $0.0, product: $0.1, $0.2, $0.3) })
    #expect(lines.map(\.sourceID) == ["I-1/2026Q3"])
  }

  @Test("a policy is for the providers of its site, or for the one it names, over its product")
  func scope() throws {
    let partners = Policies.partners + [Policies.partner("A-9", .csp, .intl)]
    let policies = [
      try Policies.policy("I-1", bands: [(0, 10_000)]),
      try Policies.policy("I-2", partner: "A-9", bands: [(0, 20_000)]),
      try Policies.policy("I-3", partner: "A-1", product: "P-1", bands: [(0, 30_000)]),
    ]
    let sale = try Facts.purchase(cash: 100_000, paid: "2026-05-10")
    let lines = try Policies.lines(
      policies, cutoff: 202605, partners: partners,
      [
        (0, "P-1", sale, []), (0, "P-2", sale, []), (1, "P-1", sale, []), (2, "P-1", sale, []),
        (3, "P-1", sale, []),
      ])
    #expect(
      lines.map { "\($0.sourceID) \(partners[$0.partner].id) \($0.amount)" } == [
        "I-1/202605 A-1 2000", "I-1/202605 A-2 1000", "I-2/202605 A-9 2000",
        "I-3/202605 A-1 3000",
      ])
  }
}
