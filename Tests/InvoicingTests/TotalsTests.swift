import Amounts
import Invoicing
import Testing

@Suite("Totals of an electronic invoice")
struct TotalsTests {
  @Test("three lines of 0.25 at 6 % bear 0.05 of tax on the sum, and 0.06 line by line")
  func methodsDiffer() throws {
    let six = TaxTreatment.standard(try Rate(parsing: "0.06"))
    let lines = try ["1", "2", "3"].map { try Sample.line($0, at: "0.25", six) }
    let once = try ElectronicInvoice(Sample.content(.commercialInvoice, .core, lines: lines))
    #expect(once.totals.tax == (try Sample.money("0.05")))
    #expect(once.totals.gross == (try Sample.money("0.80")))
    let each = try ElectronicInvoice(
      Sample.content(.commercialInvoice, .core, lines: lines, method: .perLine))
    #expect(each.totals.tax == (try Sample.money("0.06")))
    #expect(each.totals.gross == (try Sample.money("0.81")))
    #expect(each.totals.taxes.map(\.base) == [try Sample.money("0.75")])
  }

  @Test("lines, allowances, charges, what was paid and rounding make the amount due")
  func everything() throws {
    var first = try Sample.line("1", "12345.67", at: "0.05")
    // 12,345.67 at 0.05 is 617.2835, so 617.28; less 10 % of it, 61.73.
    first.allowancesAndCharges = [
      try AllowanceOrCharge(
        .allowance, of: try Rate(parsing: "0.1"), on: try Sample.money("617.28"),
        because: .init("Promotion"))
    ]
    let second = try Sample.line("2", "3", at: "9.99", .standard(try Rate(parsing: "0.07")))
    var content = try Sample.content(lines: [first, second])
    content.allowancesAndCharges = [
      .init(
        AllowanceOrCharge(.allowance, of: try Sample.money("5.55"), because: .init("Volume")),
        tax: Sample.standard),
      .init(
        AllowanceOrCharge(.charge, of: try Sample.money("10.00"), because: .init(code: "FC")),
        tax: Sample.standard),
    ]
    content.prepaid = try Sample.money("100.00")
    content.rounding = try Sample.money("-0.02")
    content.taxCurrency = .init(
      try #require(Currency(code: "JPY")), at: try Sample.number("163.5"))
    let totals = try ElectronicInvoice(content).totals
    #expect(totals.lineNets == [try Sample.money("555.55"), try Sample.money("29.97")])
    #expect(totals.lines == (try Sample.money("585.52")))
    #expect(totals.allowances == (try Sample.money("5.55")))
    #expect(totals.charges == (try Sample.money("10.00")))
    #expect(totals.net == (try Sample.money("589.97")))
    // 19 % of 560.00 is 106.40; 7 % of 29.97 is 2.0979.
    #expect(totals.taxes.map(\.base) == [try Sample.money("560.00"), try Sample.money("29.97")])
    #expect(totals.taxes.map(\.tax) == [try Sample.money("106.40"), try Sample.money("2.10")])
    #expect(totals.tax == (try Sample.money("108.50")))
    // 108.50 at 163.5 is 17,739.75 yen.
    #expect(totals.taxInTaxCurrency == (try Sample.money("17740", "JPY")))
    #expect(totals.gross == (try Sample.money("698.47")))
    #expect(totals.due == (try Sample.money("598.45")))
  }

  @Test("a price for a thousand and a discount on it are taken exactly, and halves go up")
  func prices() throws {
    var line = try Sample.line("1", "12345", at: "1")
    line.price = try ItemPrice(
      try Sample.number("12.49"), less: try Sample.number("2.5"), per: DecimalNumber(1000))
    let euro = try Sample.money("0").currency
    // 12,345 at 9.99 for 1,000 is 123.32655.
    #expect(line.price.net == (try Sample.number("9.99")))
    #expect(try line.net(in: euro) == (try Sample.money("123.33")))
    #expect(try Sample.line("1", "0.5", at: "0.01").net(in: euro) == (try Sample.money("0.01")))
    #expect(try Sample.line("1", "-0.5", at: "0.01").net(in: euro) == (try Sample.money("-0.01")))
    // A third of a euro has no end; its rounding has.
    var third = try Sample.line("1", "1", at: "1")
    third.price = ItemPrice(DecimalNumber(1), per: DecimalNumber(3))
    #expect(try third.net(in: euro) == (try Sample.money("0.33")))
  }

  @Test("an amount in yen has no decimals, and tax is whole yen")
  func yen() throws {
    let content = try Sample.content(lines: [try Sample.line("1", at: "1003")], code: "JPY")
    // 19 % of 1,003 is 190.57.
    #expect(try ElectronicInvoice(content).totals.gross == (try Sample.money("1194", "JPY")))
  }

  @Test("a decimal number keeps its digits and no trailing zeros")
  func decimalNumbers() throws {
    #expect(try Sample.number("1.50") == Sample.number("1.5"))
    #expect(try Sample.number("-0.0035").text == "-0.0035")
    #expect(try Sample.number("1200").text == "1200")
    #expect(try Sample.number("0.0000000001").text == "0.0000000001")
    #expect(throws: AmountError.self) { try Sample.number("0.00000000001") }
    #expect(throws: AmountError.overflow) { try Sample.number("92233720368547758.08") }
  }

  @Test("amounts beyond 64 bits are refused, not wrapped")
  func overflow() throws {
    let huge = try Sample.content(
      lines: [try Sample.line("1", "9223372036854775807", at: "9223372036854775807")])
    let error = #expect(throws: ElectronicInvoiceError.self) { try ElectronicInvoice(huge) }
    #expect(error?.code == "ELECTRONIC_INVOICE_AMOUNT")
  }
}
