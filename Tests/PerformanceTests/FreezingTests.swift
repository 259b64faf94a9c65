import CivilTime
import Marketplace
import Performance
import Settlement
import Testing

struct FreezingTests {
  @Test("a cycle is frozen until every credit purchase of it is repaid, then ready at the last")
  func frozen() throws {
    let policy = try Policies.policy("I-1", .month, bands: [(0, 10_000)])
    let cash = try Facts.purchase(cash: 100_000, paid: "2026-05-10")
    let open = try Facts.purchase(credit: 50_000, paid: "2026-05-20")
    let may = try Policies.lines(
      [policy], cutoff: 202605, [(0, nil, cash, []), (0, nil, open, [])])
    #expect(may.map(\.amount) == [1_000])
    #expect(may.map(\.reasons) == [.incentiveFrozen])
    #expect(may.map(\.readyAt) == [try Facts.instant("2026-06-01")])

    // Repaid in July: May thaws then, and the credit itself counts in July.
    let repaid = try Facts.purchase(credit: 50_000, paid: "2026-05-20", repaid: "2026-07-04")
    let facts = [(0, String?.none, cash, [PurchaseRefund]()), (0, nil, repaid, [])]
      .map { (partner: $0.0, product: $0.1, $0.2, $0.3) }
    let june = try Policies.lines([policy], cutoff: 202606, facts)
    #expect(june.map(\.reasons) == [.afterCutoff])
    let july = try Policies.lines([policy], cutoff: 202607, facts)
    #expect(july.map(\.sourceID) == ["I-1/202605", "I-1/202607"])
    #expect(july.map(\.amount) == [1_000, 500])
    #expect(july.map(\.reasons) == [[], []])
    #expect(july.map(\.readyAt) == [try Facts.instant("2026-07-04"), Facts.month(202607).end])
    #expect(july.map(\.naturalPeriod) == [Facts.month(202607), Facts.month(202607)])
  }

  @Test("a repayment at the very end of the cycle belongs to the next month")
  func repaidAtTheEnd() throws {
    let policy = try Policies.policy("I-1", .month, bands: [(0, 10_000)])
    let cash = try Facts.purchase(cash: 100_000, paid: "2026-05-10")
    let repaid = try Facts.purchase(credit: 50_000, paid: "2026-05-20", repaid: "2026-06-01")
    let lines = try Policies.lines(
      [policy], cutoff: 202605, [(0, nil, cash, []), (0, nil, repaid, [])])
    #expect(lines.map(\.amount) == [1_000])
    #expect(lines.map(\.reasons) == [.afterCutoff])
    #expect(lines.map(\.naturalPeriod) == [Facts.month(202606)])
  }

  @Test("a credit purchase refunded in full counts as repaid at its last refund")
  func refundedInFull() throws {
    let policy = try Policies.policy("I-1", .month, bands: [(0, 10_000)])
    let cash = try Facts.purchase(cash: 100_000, paid: "2026-05-10")
    let credit = try Facts.purchase(credit: 50_000, paid: "2026-05-20")
    let part = try Facts.refund(20_000, on: "2026-06-02")
    let rest = try Facts.refund(30_000, on: "2026-06-09")
    let half = try Policies.lines(
      [policy], cutoff: 202606, [(0, nil, cash, []), (0, nil, credit, [part])])
    #expect(half.map(\.reasons) == [.incentiveFrozen])
    let full = try Policies.lines(
      [policy], cutoff: 202606, [(0, nil, cash, []), (0, nil, credit, [part, rest])])
    #expect(full.map(\.reasons) == [[]])
    #expect(full.map(\.amount) == [1_000])
    #expect(full.map(\.readyAt) == [try Facts.instant("2026-06-09")])
  }

  @Test("a refund lowers the month in which its purchase counted")
  func refundLowersItsMonth() throws {
    let policy = try Policies.policy("I-1", .month, bands: [(0, 10_000)])
    let may = try Facts.purchase(cash: 100_000, paid: "2026-05-10")
    let june = try Facts.purchase(cash: 70_000, paid: "2026-06-10")
    let refund = try Facts.refund(40_000, on: "2026-06-20")
    let lines = try Policies.lines(
      [policy], cutoff: 202606, [(0, nil, may, [refund]), (0, nil, june, [])])
    #expect(lines.map(\.amount) == [600, 700])
    // Nothing was billed before, so it is no difference: ready at the end of the cycle.
    #expect(lines.map(\.readyAt) == [Facts.month(202605).end, Facts.month(202606).end])
  }

  @Test("a refund after the line gives a difference, numbered, ready when it was completed")
  func difference() throws {
    // 120,000.00 at 2 % were billed. The refund of 30,000.00 drops the basis into the band of 1 %:
    // 900.00 instead of 2,400.00.
    let policy = try Policies.policy("I-1", .quarter, bands: [(0, 10_000), (10_000_000, 20_000)])
    let sale = try Facts.purchase(cash: 12_000_000, paid: "2026-05-10")
    let refund = try Facts.refund(3_000_000, on: "2026-07-20 15:00:00")
    let cycle = Cycle(.quarter, containing: Facts.month(202605))
    func billed(_ amount: Int64, _ lines: Int) -> [BilledIncentive] {
      [BilledIncentive(policy: 0, partner: 0, cycle: cycle, amount: amount, lines: lines)]
    }
    #expect(
      try Policies.lines(
        [policy], cutoff: 202606, billed: billed(240_000, 1), [(0, nil, sale, [refund])]) == [])
    let july = try Policies.lines(
      [policy], cutoff: 202607, billed: billed(240_000, 1), [(0, nil, sale, [refund])])
    #expect(july.map(\.sourceID) == ["I-1/2026Q2/2"])
    #expect(july.map(\.basis) == [9_000_000])
    #expect(july.map(\.earned) == [90_000])
    #expect(july.map(\.billed) == [240_000])
    #expect(july.map(\.amount) == [-150_000])
    #expect(july.map(\.readyAt) == [try Facts.instant("2026-07-20 15:00:00")])
    #expect(july.map(\.naturalPeriod) == [Facts.month(202607)])
    // Once billed, nothing is missing; the next refund is the third line.
    #expect(
      try Policies.lines(
        [policy], cutoff: 202608, billed: billed(90_000, 2), [(0, nil, sale, [refund])]) == [])
    let rest = try Facts.refund(9_000_000, on: "2026-08-01 00:00:00")
    let august = try Policies.lines(
      [policy], cutoff: 202608, billed: billed(90_000, 2), [(0, nil, sale, [refund, rest])])
    #expect(august.map(\.sourceID) == ["I-1/2026Q2/3"])
    #expect(august.map(\.amount) == [-90_000])
  }

  @Test("below the threshold there is no line at all")
  func noLine() throws {
    let policy = try Policies.policy(threshold: 100_001, bands: [(0, 10_000)])
    let sale = try Facts.purchase(cash: 100_000, paid: "2026-05-10")
    #expect(try Policies.lines([policy], cutoff: 202605, [(0, nil, sale, [])]) == [])
  }

  @Test("usage counts in the basis in its natural period")
  func usage() throws {
    let policy = try Policies.policy("I-1", .month, product: "P-1", bands: [(0, 10_000)])
    var basis = IncentiveBasis(for: [policy])
    basis.add(try Facts.usage(100_000, month: 202605), partner: 0, product: "P-1")
    basis.add(try Facts.usage(70_000, month: 202605), partner: 0, product: "P-2")
    basis.add(
      try Facts.usage(50_000, month: 202605, postpaid: true, repaid: "2026-06-15"), partner: 0,
      product: "P-1")
    var other = IncentiveBasis(for: [policy])
    other.add(try Facts.usage(1_000, month: 202606, postpaid: true), partner: 0, product: "P-1")
    basis.add(other)
    let lines = Incentives(
      of: [policy], partners: Policies.partners, cutoff: Facts.month(202606).end
    ).lines(basis: basis, billed: []).lines
    #expect(lines.map(\.sourceID) == ["I-1/202605", "I-1/202606"])
    #expect(lines.map(\.amount) == [1_000, 500])
  }
}
