import CivilTime
import Performance
import Testing

struct VoucherTests {
  private typealias Use = OfferTests.Use

  private func book() throws -> OfferBook {
    func voucher(
      _ category: VoucherCategory, _ charging: ChargingMode? = nil, threshold: Int64 = 0
    ) throws -> Voucher {
      Voucher(
        category: category, charging: charging, threshold: threshold,
        currency: try Facts.currency(), validFrom: try Facts.instant("2026-05-01"),
        validTo: try Facts.instant("2026-06-01"))
    }
    return OfferBook(
      vouchers: [
        ("V-1", try voucher(.general)), ("V-2", try voucher(.joint, .period)),
        ("V-3", try voucher(.general, threshold: 90_000)), ("V-4", try voucher(.general, .usage)),
      ],
      products: [
        ("P-1", VoucherProduct(tab: .general, charging: .oneOff)),
        ("P-2", VoucherProduct(tab: .joint, charging: .period)),
        ("P-3", VoucherProduct(tab: .joint, charging: .package)),
        ("P-4", VoucherProduct(tab: .general, charging: .usage)),
        ("P-5", VoucherProduct(tab: .selected, charging: .oneOff)),
      ])
  }

  private func findings(_ change: (inout Use) -> Void) throws -> String {
    var use = Use(offer: nil, voucher: "V-1")
    change(&use)
    return try use.findings(in: book())
  }

  @Test("a voucher is for its category and its charging mode, and never for pay-per-use")
  func scope() throws {
    #expect(try findings { _ in } == "")
    #expect(try findings { $0.product = "P-2" } == "VOUCHER_SCOPE")
    #expect(try findings { $0.product = "P-4" } == "VOUCHER_SCOPE")
    #expect(try findings { $0.product = "P-5" } == "VOUCHER_SCOPE")
    #expect(try findings { ($0.voucher, $0.product) = ("V-2", "P-2") } == "")
    #expect(try findings { ($0.voucher, $0.product) = ("V-2", "P-3") } == "VOUCHER_SCOPE")
    #expect(try findings { ($0.voucher, $0.product) = ("V-4", "P-4") } == "VOUCHER_SCOPE")
    #expect(try findings { $0.voucher = "V-9" } == "VOUCHER_SCOPE")
  }

  @Test("the order's sales with the voucher must reach its threshold")
  func threshold() throws {
    #expect(try findings { $0.voucher = "V-3" } == "")
    #expect(try findings { ($0.voucher, $0.voucherSales) = ("V-3", 89_999) } == "VOUCHER_THRESHOLD")
    #expect(try findings { ($0.voucher, $0.currency) = ("V-3", "USD") } == "VOUCHER_THRESHOLD")
    #expect(try findings { $0.voucherSales = 1 } == "")
  }

  @Test("a voucher is used within its validity, and one to an order")
  func validityAndCount() throws {
    #expect(try findings { $0.ordered = "2026-05-31 23:59:59" } == "")
    #expect(try findings { $0.ordered = "2026-06-01" } == "VOUCHER_VALIDITY")
    #expect(try findings { $0.vouchers = 2 } == "VOUCHER_COUNT")
    #expect(
      try findings { ($0.voucher, $0.vouchers) = ("V-9", 2) } == "VOUCHER_COUNT;VOUCHER_SCOPE")
  }
}
