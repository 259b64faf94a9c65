import Amounts
import Invoicing
import Testing

@Suite("What a partner is to invoice")
struct InvoiceDemandTests {
  private typealias Demand = InvoiceDemand

  private func money(_ text: String) throws -> Money {
    try Money(parsing: text, in: try #require(Currency(code: "CNY")))
  }

  private func product(_ id: String, _ gross: String, at rate: String?) throws -> Demand.Amount {
    Demand.Amount(
      .product(id: id, name: "云 \(id)"), taxRate: try rate.map { try Rate(parsing: $0) },
      gross: try money(gross))
  }

  private func demand(_ amounts: [Demand.Amount]) throws -> Demand {
    try Demand(statementID: "202610-M-1-joint-CNY", of: amounts)
  }

  /// `0.060000: 94.34 5.66 100.00` of an invoice or an item.
  private func text(_ net: Money?, _ tax: Money?, _ gross: Money) -> String {
    [net?.decimalText ?? "-", tax?.decimalText ?? "-", gross.decimalText].joined(separator: " ")
  }

  private func text(_ demand: Demand) -> [String] {
    demand.invoices.map {
      "\($0.taxRate?.description ?? "any"): \(text($0.net, $0.tax, $0.gross))"
    }
  }

  @Test("tax is divided out of every item, and the items make the invoice")
  func split() throws {
    // 100.00 / 1.06 = 94.339…; 0.01 / 1.06 = 0.0094….
    let demand = try demand([
      product("P-2", "100.00", at: "0.06"), product("P-1", "0.01", at: "0.06"),
    ])
    let invoice = try #require(demand.invoices.first)
    #expect(
      invoice.items.map { text($0.net, $0.tax, $0.gross) }
        == ["0.01 0.00 0.01", "94.34 5.66 100.00"], "by product")
    #expect(text(demand) == ["0.060000: 94.35 5.66 100.01"])
  }

  @Test("what was sold of a product and refunded is one item; what comes to nothing is none")
  func refunds() throws {
    let demand = try demand([
      product("P-1", "530.00", at: "0.06"), product("P-1", "-106.00", at: "0.06"),
      product("P-2", "80.00", at: "0.06"), product("P-2", "-80.00", at: "0.06"),
    ])
    #expect(demand.invoices.first?.items.count == 1)
    #expect(text(demand) == ["0.060000: 400.00 24.00 424.00"])
  }

  @Test("less than nothing is credited, each rate for itself, and nothing is invoiced then")
  func credits() throws {
    // 106.00 / 1.06 = 100.00; 113.00 / 1.13 = 100.00; 11.30 / 1.13 = 10.00, sold and taken off.
    let demand = try demand([
      product("P-1", "-106.00", at: "0.06"), product("P-2", "-113.00", at: "0.13"),
      product("P-3", "11.30", at: "0.13"),
    ])
    #expect(demand.invoices.isEmpty)
    #expect(
      demand.credits.map { text($0.net, $0.tax, $0.gross) }
        == ["-100.00 -6.00 -106.00", "-90.00 -11.70 -101.70"])
    #expect(demand.credits[1].items.map(\.gross.decimalText) == ["-113.00", "11.30"])
    // What was sold at a rate at which nothing came back goes with the largest credit: 19 % of it.
    let mixed = try self.demand([
      product("P-1", "-119.00", at: "0.19"), product("P-2", "10.70", at: "0.07"),
    ])
    #expect(mixed.credits.map(\.gross.decimalText) == ["-108.30"])
    let nothing = try self.demand([
      product("P-1", "-1.00", at: "0.19"), product("P-2", "1.00", at: "0.07"),
    ])
    #expect(nothing.credits.isEmpty && nothing.invoices.isEmpty)
    #expect(try self.demand([product("P-1", "1.00", at: "0.19")]).credits.isEmpty)
  }

  @Test("each rate has an invoice of its own; amounts without a rate are on the largest")
  func rates() throws {
    // -12.50 / 1.06 = -11.792….
    let opening = Demand.Amount(.opening, taxRate: nil, gross: try money("-12.50"))
    let demand = try demand([
      opening, product("P-3", "1130.00", at: "0.13"), product("P-1", "1484.00", at: "0.06"),
    ])
    #expect(
      text(demand) == ["0.060000: 1388.21 83.29 1471.50", "0.130000: 1000.00 130.00 1130.00"])
    #expect(demand.invoices[0].items.map(\.subject).last == .opening)
    let even = try self.demand([
      opening, product("P-3", "1130.00", at: "0.13"), product("P-1", "1130.00", at: "0.06"),
    ])
    #expect(even.invoices.map(\.gross.decimalText) == ["1117.50", "1130.00"], "the lower rate")
  }

  @Test("no invoice is of nothing or less: such a rate is a discount on the largest invoice")
  func negative() throws {
    #expect(
      text(
        try demand([product("P-1", "300.00", at: "0"), product("P-2", "-50.00", at: "0.13")]))
        == ["0.000000: 250.00 0.00 250.00"])
    // 300.00 - 400.00 is below zero again, and all of it goes to the 200.00 at 13 %.
    let incentives = Demand.Amount(.incentives, taxRate: nil, gross: try money("-400.00"))
    let chain = try demand([
      product("P-1", "300.00", at: "0.06"), product("P-2", "200.00", at: "0.13"), incentives,
    ])
    #expect(chain.invoices.map(\.gross.decimalText) == ["100.00"])
    #expect(chain.invoices.first?.taxRate?.description == "0.130000")
    #expect(
      chain.invoices.first?.items.map(\.gross.decimalText) == ["300.00", "200.00", "-400.00"])
  }

  @Test("without any rate there is one invoice whose tax is the partner's to say")
  func withoutRate() throws {
    let adjustments = Demand.Amount(.adjustments, taxRate: nil, gross: try money("20.00"))
    #expect(
      text(try demand([product("P-1", "880.00", at: nil), adjustments])) == ["any: - - 900.00"])
  }

  @Test("where nothing is owed there is nothing to invoice")
  func nothing() throws {
    #expect(try demand([]).invoices.isEmpty)
    #expect(
      try demand([product("P-1", "10.00", at: "0.06"), product("P-2", "-10.00", at: "0.13")])
        .invoices.isEmpty)
    #expect(try demand([product("P-1", "-10.00", at: "0.06")]).invoices.isEmpty)
  }

  @Test("a sum that leaves 64 bits is refused")
  func overflow() throws {
    let most = Money(minorUnits: .max, currency: try #require(Currency(code: "CNY")))
    let amount = Demand.Amount(.adjustments, taxRate: nil, gross: most)
    #expect(throws: AmountError.self) { try demand([amount, amount]) }
  }
}
