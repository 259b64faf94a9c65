import Amounts
import CivilTime
import Marketplace
import Settlement
import TestKit
import Testing

@Suite("Statements, rule 7, and waivers, rule 5.7")
struct StatementTests {
  @Test("a debt is carried forward whole and nothing is paid out")
  func debt() throws {
    let balance = try StatementBalance(opening: -500, linesTotal: 200, adjustmentsTotal: 0)
    #expect((balance.net, balance.payable, balance.closing) == (-300, 0, -300))
    let paid = try StatementBalance(opening: -300, linesTotal: 1_000, adjustmentsTotal: -50)
    #expect((paid.net, paid.payable, paid.closing) == (650, 650, 0))
  }

  @Test("sums beyond 64 bits are refused")
  func overflow() {
    #expect(throws: AmountError.overflow) {
      try StatementBalance(opening: 0, linesTotal: Int128(Int64.max) + 1, adjustmentsTotal: 0)
    }
  }

  @Test("certified, accepted and held are judged as of the run, each with its reason")
  func conditions() throws {
    let asOf = try Instant(parsing: "2026-11-03T00:00:00+08:00")
    let inForce = try Instant(parsing: "2026-06-01T00:00:00+08:00")
    let conditions = PartnerConditions(
      asOf: asOf, agreementInForceFrom: [.cn: inForce], held: ["M-2"])
    func partner(_ id: String, certified: String?, accepted: String?) throws -> Partner {
      Partner(
        id: id, name: id, site: .cn, withholdingRate: .zero, digitalServiceTaxRate: .zero,
        certifiedAt: try certified.map { try Instant(parsing: $0) },
        agreementAcceptedAt: try accepted.map { try Instant(parsing: $0) })
    }
    let good = try partner(
      "M-1", certified: "2026-11-03T00:00:00+08:00", accepted: "2026-06-01T00:00:00+08:00")
    #expect(conditions.reasons(for: good).isEmpty)
    let late = try partner(
      "M-2", certified: "2026-11-03T00:00:00.000001+08:00",
      accepted: "2026-05-31T23:59:59+08:00")
    #expect(conditions.reasons(for: late).text == "AGREEMENT_OUTDATED;NOT_CERTIFIED;ON_HOLD")
    let never = try partner("M-3", certified: nil, accepted: nil)
    #expect(conditions.reasons(for: never).text == "AGREEMENT_OUTDATED;NOT_CERTIFIED")
  }

  @Test("a total exactly at a band's limit is in the band, one minor unit below is not")
  func bands() throws {
    let waiver = Waiver(
      productID: "P", policyID: "T",
      bands: [
        TierBand(fromAmount: 100_000_000, increment: Rate(millionths: 20_000)),
        TierBand(fromAmount: 500_000_000, increment: Rate(millionths: 30_000)),
      ])
    #expect(waiver.band(for: 99_999_999) == nil)
    #expect(waiver.band(for: 100_000_000)?.increment == Rate(millionths: 20_000))
    #expect(waiver.band(for: 500_000_000)?.increment == Rate(millionths: 30_000))
    let currency = try Facts.currency()
    var totals = WaiverTotals(count: 1)
    totals.add(60_000_000, to: 0, in: currency)
    var other = WaiverTotals(count: 1)
    other.add(50_000_000, to: 0, in: currency)
    other.add(-10_000_000, to: 0, in: currency)
    totals.add(other)
    let increments = WaiverIncrements(of: totals, waivers: [waiver])
    #expect(increments[0, currency] == Rate(millionths: 20_000))
    #expect(increments[0, try Facts.currency("USD")] == .zero)
  }

  @Test("the digest of a set of lines does not depend on their order or their shards")
  func digest() {
    var generator = Generator(seed: 7_8)
    for round in 0..<2_000 {
      let digests = (0..<8).map { _ in
        let bytes = (0..<32).map { _ in UInt8(generator.integer(in: 0...255)) }
        return bytes.withUnsafeBytes { LineSetDigest(bytes: $0) }
      }
      var inOrder = LineSetDigest()
      for digest in digests { inOrder.add(digest) }
      var left = LineSetDigest()
      var right = LineSetDigest()
      for (index, digest) in digests.shuffled(using: &generator).enumerated() {
        if index.isMultiple(of: 3) { left.add(digest) } else { right.add(digest) }
      }
      left.add(right)
      #expect(left.bytes == inOrder.bytes, "seed 78, round \(round)")
    }
  }

  @Test("adding a digest carries across all 256 bits")
  func carry() {
    let ones = [UInt8](repeating: 255, count: 32)
    var digest = ones.withUnsafeBytes { LineSetDigest(bytes: $0) }
    var one = [UInt8](repeating: 0, count: 32)
    one[31] = 1
    digest.add(one.withUnsafeBytes { LineSetDigest(bytes: $0) })
    #expect(digest.bytes == [UInt8](repeating: 0, count: 32))
  }
}
