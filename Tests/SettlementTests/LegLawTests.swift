import Amounts
import CivilTime
import Marketplace
import Settlement
import TestKit
import Testing

/// Laws of a sale's legs under every share model with every payee, and of their reversal.
@Suite("Laws of legs, 20,000 cases each: rules 2.3, 5.9 and 6.2")
struct LegLawTests {
  private static let cases = 20_000

  @Test("legs as printed and read again add up to what was paid, whatever the model and company")
  func legsAddUp() throws {
    var generator = Generator(seed: 5_9)
    var kinds: [String: Int] = [:]
    for round in 0..<Self.cases {
      let example = try AnySale(&generator)
      kinds[example.kind, default: 0] += 1
      var derivation = Derivation()
      let price = try example.pricing.price(example.sale, recorder: &derivation)
      let name = "\(example.kind), seed 59, round \(round)"
      let printed = try results(of: derivation, in: example.sale.currency, name)
      let taxes = printed["withholding"].map { withheld in
        withheld + (printed["digital service tax"] ?? 0) + example.sale.vat
          + example.sale.customerWithholding
      }
      let provider = printed["csp"] ?? printed["reseller"]
      #expect(price.merchant.amount == printed["merchant"], "\(name)")
      #expect(price.provider?.amount == provider, "\(name)")
      #expect(price.operator?.amount == printed["operator"], "\(name)")
      #expect(price.taxes == taxes ?? 0, "\(name)")
      let legs =
        (printed["merchant"] ?? 0) + (provider ?? 0) + (printed["operator"] ?? 0) + (taxes ?? 0)
      #expect(
        try legs + price.platform() == example.sale.sales - example.sale.voucher, "\(name)")
    }
    #expect(kinds.count == AnySale.kinds && kinds.values.allSatisfy { $0 >= 100 }, "\(kinds)")
  }

  /// What the last step of each name comes to by an independent parser, minor units.
  private func results(
    of derivation: Derivation, in currency: Currency, _ name: String
  ) throws -> [String: MinorUnits] {
    var results: [String: MinorUnits] = [:]
    for step in derivation.steps {
      let value = try Arithmetic.value(of: step.formula, decimals: currency.exponent)
        .rounded(to: currency.exponent)
      let minorUnits = value.top * Int128(currency.minorUnitsPerMajor) / value.bottom
      results[step.name] = MinorUnits(minorUnits)
      #expect(step.rounded == results[step.name], "\(name): \(step)")
    }
    return results
  }

  @Test("a full refund in any split nets to zero in every leg, and is in proportion on the way")
  func fullRefund() throws {
    var generator = Generator(seed: 6_2)
    var kinds: [String: Int] = [:]
    for round in 0..<Self.cases {
      let example = try AnySale(&generator)
      kinds[example.kind, default: 0] += 1
      var silence = Silence()
      let price = try example.pricing.price(example.sale, recorder: &silence)
      try refund(example.sale, price, &generator, "\(example.kind), seed 62, round \(round)")
    }
    #expect(kinds.count == AnySale.kinds && kinds.values.allSatisfy { $0 >= 100 }, "\(kinds)")
  }

  /// Refunds everything in some parts; where nothing was paid, the voucher.
  private func refund(
    _ sale: Sale, _ price: Price, _ generator: inout Generator, _ name: String
  ) throws {
    let isVoucher = price.paid == 0
    let whole = isVoucher ? sale.voucher : price.paid
    var reversal = Reversal(original: price, voucher: sale.voucher)
    var sums = [MinorUnits](repeating: 0, count: legs(of: price).count)
    var paid: MinorUnits = 0
    var cumulated: MinorUnits = 0
    repeat {
      let part = generator.integer(in: 0...(whole - cumulated))
      cumulated += part
      let fact = isVoucher ? Facts.refund(0, voucher: part) : Facts.refund(part)
      var silence = Silence()
      guard
        case .reversed(let reversed) = try reversal.reverse(
          fact, in: sale.currency, recorder: &silence)
      else {
        Issue.record("\(name): \(part) of \(whole) exceeds what was paid")
        return
      }
      paid += reversed.paid
      for (index, leg) in legs(of: reversed).enumerated() { sums[index] += leg }
      // Rule 6.2 by fractions: round(leg * C / B), the first refund of nothing being all of it.
      let expected = try legs(of: price).map { leg in
        try whole == 0
          ? leg : proportion(leg, cumulated, whole)
      }
      #expect(sums == expected.map { -$0 }, "\(name), up to \(cumulated) of \(whole)")
    } while cumulated < whole
    #expect(sums == legs(of: price).map { -$0 }, "\(name)")
    #expect(paid == -price.paid, "\(name)")
    #expect(try paid - sums[0] - sums[1] - sums[2] - sums[3] == -price.platform(), "\(name)")
  }

  private func proportion(
    _ leg: MinorUnits, _ part: MinorUnits, _ whole: MinorUnits
  ) throws -> MinorUnits {
    let exact = try Arithmetic.Fraction(Int128(leg) * Int128(part), Int128(whole))
    return MinorUnits(try exact.rounded(to: 0).top)
  }

  /// The four amounts, then those without tax, zero where there is none.
  private func legs(of price: Price) -> [MinorUnits] {
    [
      price.merchant.amount, price.provider?.amount ?? 0, price.operator?.amount ?? 0, price.taxes,
      price.merchant.exTax ?? 0, price.provider?.exTax ?? 0, price.operator?.exTax ?? 0,
    ]
  }
}
