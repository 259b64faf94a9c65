import Amounts
import Marketplace
import Performance
import Testing

struct NextBandTests {
  @Test("the distance to the next band says what is missing, until when, and what it brings")
  func incentive() throws {
    let policy = try Policies.policy(bands: [(0, 20_000), (10_000_000, 30_000)])
    let october = Cycle(.month, containing: Facts.month(202610))
    let next = try #require(NextBand(after: 8_760_000, in: october, under: policy))
    #expect(next.missing.minorUnits == 1_240_000)
    #expect(next.sentence == "12,400.00 more by 31 October lifts the rate to 3 %")
    #expect(next.chineseSentence == "10月31日前再增加 12,400.00，激励比例升至 3%")
    #expect(NextBand(after: 10_000_000, in: october, under: policy) == nil)
  }

  @Test("below the threshold the threshold is what is missing, with the rate of its band")
  func threshold() throws {
    let policy = try Policies.policy(
      "I-1", .quarter, threshold: 5_000_000, bands: [(0, 10_000), (4_000_000, 25_000)])
    let quarter = Cycle(.quarter, containing: Facts.month(202605))
    let next = try #require(NextBand(after: 1_000_000, in: quarter, under: policy))
    #expect(next.sentence == "40,000.00 more by 30 June lifts the rate to 2.5 %")
  }

  @Test("a fee waiver has its distance too")
  func waiver() throws {
    let waiver = Waiver(
      productID: "P-1", policyID: "T-1",
      bands: [TierBand(fromAmount: 100_000_000, increment: Rate(millionths: 20_000))])
    let next = try #require(
      NextBand(
        after: 98_760_000, in: Facts.month(202602), currency: try Facts.currency(), of: waiver))
    #expect(next.sentence == "12,400.00 more by 28 February lifts the increment to 2 %")
    #expect(
      NextBand(
        after: 100_000_000, in: Facts.month(202602), currency: try Facts.currency(), of: waiver)
        == nil)
  }

  @Test("a partner's way through an open cycle: what it has, what it would earn, what freezes it")
  func progress() throws {
    let policies = [
      try Policies.policy("I-Q", .quarter, bands: [(0, 10_000), (200_000, 20_000)]),
      try Policies.policy("I-2", partner: "A-2", bands: [(0, 10_000)]),
      try Policies.policy("I-3", from: "2026-06-01", bands: [(0, 10_000)]),
    ]
    var basis = IncentiveBasis(for: policies)
    for (purchase, refunds) in [
      (try Facts.purchase(cash: 100_000, paid: "2026-04-10"), [PurchaseRefund]()),
      (
        try Facts.purchase(cash: 60_000, paid: "2026-05-10"),
        [try Facts.refund(10_000, on: "2026-05-11")]
      ),
      (try Facts.purchase(credit: 70_000, paid: "2026-05-12"), []),
      (try Facts.purchase(cash: 1, paid: "2026-03-31"), []),
    ] {
      try basis.add(purchase, refunds: refunds, partner: 0, product: nil)
    }
    let progress = Incentives(
      of: policies, partners: Policies.partners, cutoff: Facts.month(202605).end
    ).progress(of: 0, in: Facts.month(202605), basis: basis).progress
    #expect(progress.map(\.policy) == [0])
    #expect(progress.map(\.basis) == [150_000])
    #expect(progress.map(\.earned) == [1_500])
    #expect(progress.map(\.openCredits) == [1])
    #expect(
      progress.map { $0.next?.sentence } == ["500.00 more by 30 June lifts the rate to 2 %"])
  }
}
