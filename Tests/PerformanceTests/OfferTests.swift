import Amounts
import CivilTime
import Marketplace
import Performance
import Testing

struct OfferTests {
  /// An order line of 10 units of P-1/S-1 at 90 % of 1,000.00 by C-1 in May, unless it says else.
  struct Use {
    var offer: String? = "O-1"
    var voucher: String?
    var customer = "C-1"
    var product = "P-1"
    var sku = ""
    var currency = "CNY"
    var list: Int64 = 100_000
    var sales: Int64 = 90_000
    var quantity: Int64 = 100_000
    var ordered = "2026-05-10"
    var voucherSales: Int64 = 90_000
    var vouchers: Int64 = 1

    func findings(in book: OfferBook) throws -> String {
      let texts = [offer ?? "", voucher ?? "", customer, product, sku]
      let bytes = texts.flatMap { Array($0.utf8) }
      let currency = try Facts.currency(currency)
      let orderedAt = try Facts.instant(ordered)
      return bytes.withUnsafeBytes { all in
        var start = 0
        let keys = texts.map { text in
          defer { start += text.utf8.count }
          return UnsafeRawBufferPointer(rebasing: all[start..<(start + text.utf8.count)])
        }
        var use = OfferUse(
          offerID: offer == nil ? nil : keys[0], voucherID: voucher == nil ? nil : keys[1],
          customerID: keys[2], productID: keys[3], sku: keys[4], currency: currency, list: list,
          sales: sales, quantity: quantity, orderedAt: orderedAt)
        use.voucherSales = voucherSales
        use.vouchersOfOrder = vouchers
        return book.findings(for: use).text
      }
    }
  }

  private func offer(_ kind: OfferKind, _ state: OfferState = .effective) throws -> Offer {
    Offer(
      kind: kind, state: state, validFrom: try Facts.instant("2026-05-01"),
      validTo: try Facts.instant("2026-06-01"), customers: ["C-1", "C-2"],
      items: [
        OfferItem(
          productID: "P-1", sku: "", discount: Rate(millionths: 900_000), quantity: 100_000),
        OfferItem(productID: "P-1", sku: "S-1", discount: Rate(millionths: 800_000), quantity: nil),
        OfferItem(productID: "P-2", sku: "S-2", discount: .one, quantity: nil),
      ])
  }

  private func book() throws -> OfferBook {
    OfferBook(offers: [
      ("O-1", try offer(.discount)), ("O-2", try offer(.configuration)),
      ("O-3", try offer(.discount, .withdrawn)),
    ])
  }

  @Test("an order as the offer says has no findings")
  func fine() throws {
    #expect(try Use().findings(in: book()) == "")
    #expect(try Use(offer: "O-2").findings(in: book()) == "")
    // A discount offer does not fix the quantity.
    #expect(try Use(quantity: 1).findings(in: book()) == "")
    #expect(try Use(offer: nil).findings(in: book()) == "")
  }

  @Test("every finding has its code")
  func codes() throws {
    let book = try book()
    #expect(try Use(customer: "C-3").findings(in: book) == "OFFER_CUSTOMER")
    #expect(try Use(ordered: "2026-04-30 23:59:59").findings(in: book) == "OFFER_VALIDITY")
    #expect(try Use(ordered: "2026-06-01").findings(in: book) == "OFFER_VALIDITY")
    #expect(try Use(product: "P-3").findings(in: book) == "OFFER_PRODUCT")
    #expect(try Use(product: "P-2").findings(in: book) == "OFFER_PRODUCT")
    #expect(try Use(offer: "O-2", quantity: 90_000).findings(in: book) == "OFFER_QUANTITY")
    #expect(try Use(offer: "O-3").findings(in: book) == "OFFER_STATE")
    #expect(try Use(offer: "O-9").findings(in: book) == "OFFER_STATE")
    #expect(
      try Use(offer: "O-3", customer: "C-3", product: "P-3", ordered: "2026-07-01")
        .findings(in: book) == "OFFER_CUSTOMER;OFFER_PRODUCT;OFFER_STATE;OFFER_VALIDITY")
  }

  @Test("the price may differ by one minor unit and no more")
  func price() throws {
    let book = try book()
    #expect(try Use(sales: 90_001).findings(in: book) == "")
    #expect(try Use(sales: 89_999).findings(in: book) == "")
    #expect(try Use(sales: 90_002).findings(in: book) == "OFFER_PRICE")
    // 0.9 of 1,000.01 is 900.009: 900.02 differs by 1.1 cents, 900.01 by 0.1.
    #expect(try Use(list: 100_001, sales: 90_002).findings(in: book) == "OFFER_PRICE")
    #expect(try Use(list: 100_001, sales: 90_001).findings(in: book) == "")
  }

  @Test("the item of the variant comes before the one for any")
  func variants() throws {
    let book = try book()
    #expect(try Use(sku: "S-1", sales: 80_000).findings(in: book) == "")
    #expect(try Use(sku: "S-1").findings(in: book) == "OFFER_PRICE")
    #expect(try Use(sku: "S-9").findings(in: book) == "")
    #expect(try Use(product: "P-2", sku: "S-2", sales: 100_000).findings(in: book) == "")
  }
}
