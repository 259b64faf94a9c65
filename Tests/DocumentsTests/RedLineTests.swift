import Amounts
import Invoicing
import Testing

@Suite("Lines of a red invoice")
struct RedLineTests {
  let blue: ChineseInvoice

  init() throws { blue = try ChineseSample.invoice() }

  @Test("a full reversal mirrors every line, in order and with its number")
  func whole() throws {
    let lines = try redLines(of: blue, after: [], parts: blue.allLines)
    #expect(lines.map(\.blueLine) == [1, 2, 3])
    #expect(lines.map(\.amount.decimalText) == ["-10000.00", "-129.00", "-532.61"])
    #expect(lines.map(\.tax.decimalText) == ["-600.00", "-16.77", "-47.93"])
    #expect(lines.map { $0.quantity?.quantity.text } == ["-1", "-37", "-120.5"])
    #expect(lines.map { $0.quantity?.unitPrice.text } == ["10000", "3.4865", "4.42"])
    #expect(lines.map(\.goods) == blue.items.map(\.goods))
  }

  @Test("parts keep the blue order and numbers, whatever the order of the request")
  func order() throws {
    let lines = try redLines(
      of: blue, after: [], parts: [part(3, quantity: "20.5"), part(1, amount: "250.50")])
    #expect(lines.map(\.blueLine) == [1, 3])
    // 250.50 at 6 % is 15.03; 20.5 × 4.42 = 90.61 at 9 % is 8.1549.
    #expect(lines.map(\.amount.decimalText) == ["-250.50", "-90.61"])
    #expect(lines.map(\.tax.decimalText) == ["-15.03", "-8.15"])
    #expect(lines.map { $0.quantity?.quantity.text } == [nil, "-20.5"])
  }

  @Test("parts of a line add up to it, in amount and in tax, to the last fen")
  func partsAddUp() throws {
    // 37 × 3.4865 = 129.00 with 16.77 tax, reversed as 12, 12 and 13.
    // 12 × 3.4865 = 41.838: 41.84 with 5.4392: 5.44, twice. Left: 45.32 and 5.89, where
    // 13 × 3.4865 = 45.3245 and 45.32 × 0.13 = 5.8916.
    var reversed: [ChineseInvoiceItem] = []
    for count in ["12", "12", "13"] {
      reversed += try redLines(of: blue, after: reversed, parts: [part(2, quantity: count)])
    }
    #expect(reversed.map(\.amount.decimalText) == ["-41.84", "-41.84", "-45.32"])
    #expect(reversed.map(\.tax.decimalText) == ["-5.44", "-5.44", "-5.89"])
    #expect(
      throws: RedLineRefusal.amountBeyondRest(
        line: 2, asked: try ChineseSample.yuan("0.00"), left: try ChineseSample.yuan("0.00"))
    ) { try redLines(of: blue, after: reversed, parts: [RedPart(line: 2, .rest)]) }
  }

  @Test("the last part takes the fen that rounding has left")
  func lastFen() throws {
    // 3 × 0.335 = 1.005: 1.01 with 0.13 tax. One is 0.335: 0.34 with 0.04. After two, 0.33 and
    // 0.05 are left, where a third 0.34 would be too much.
    let item = try ChineseInvoiceItem(
      goods: ChineseSample.goods("*日用杂品*包装材料", "0.13"),
      quantity: ChineseSample.quantity("3", at: "0.335"), amount: ChineseSample.yuan("1.01"))
    let blue = try ChineseSample.invoice(items: [item])
    var reversed: [ChineseInvoiceItem] = []
    for _ in 1...3 {
      reversed += try redLines(of: blue, after: reversed, parts: [part(1, quantity: "1")])
    }
    #expect(reversed.map(\.amount.decimalText) == ["-0.34", "-0.34", "-0.33"])
    #expect(reversed.map(\.tax.decimalText) == ["-0.04", "-0.04", "-0.05"])
  }

  @Test("tax is never reversed beyond what is left of it")
  func taxLimit() throws {
    // 0.10 at 6 % has 0.01 tax. 0.09 takes 0.0054: 0.01, and nothing is left for the last 0.01.
    let item = try ChineseInvoiceItem(
      goods: ChineseSample.goods("*软件*许可", "0.06"), amount: ChineseSample.yuan("0.10"))
    let blue = try ChineseSample.invoice(items: [item])
    var reversed = try redLines(of: blue, after: [], parts: [part(1, amount: "0.09")])
    reversed += try redLines(of: blue, after: reversed, parts: [RedPart(line: 1, .rest)])
    #expect(reversed.map(\.amount.decimalText) == ["-0.09", "-0.01"])
    #expect(reversed.map(\.tax.decimalText) == ["-0.01", "0.00"])
  }

  @Test("after an allowance the rest has no quantity that would contradict its amount")
  func allowance() throws {
    let allowance = try redLines(of: blue, after: [], parts: [part(3, amount: "32.61")])
    let rest = try redLines(of: blue, after: allowance, parts: [RedPart(line: 3, .rest)])
    #expect(rest.map(\.amount.decimalText) == ["-500.00"])
    // 47.93 less 32.61 × 0.09 = 2.9349: 2.93.
    #expect(rest.map(\.tax.decimalText) == ["-45.00"])
    #expect(rest[0].quantity == nil)
    #expect(
      throws: RedLineRefusal.amountBeyondRest(
        line: 3, asked: try ChineseSample.yuan("532.61"), left: try ChineseSample.yuan("500.00"))
    ) { try redLines(of: blue, after: allowance, parts: [part(3, quantity: "120.5")]) }
  }

  @Test("a discount is reversed by a line above zero")
  func discount() throws {
    let goods = try ChineseSample.goods("*软件*许可", "0.06")
    let blue = try ChineseSample.invoice(items: [
      try ChineseInvoiceItem(goods: goods, amount: ChineseSample.yuan("100.00")),
      try ChineseInvoiceItem(goods: goods, amount: ChineseSample.yuan("-20.00")),
    ])
    let lines = try redLines(of: blue, after: [], parts: blue.allLines)
    #expect(lines.map(\.amount.decimalText) == ["-100.00", "20.00"])
    #expect(lines.map(\.tax.decimalText) == ["-6.00", "1.20"])
    #expect(
      throws: RedLineRefusal.amountBeyondRest(
        line: 2, asked: try ChineseSample.yuan("20.00"), left: try ChineseSample.yuan("-20.00"))
    ) { try redLines(of: blue, after: [], parts: [part(2, amount: "20.00")]) }
  }

  @Test("what is not there, twice asked for, or beyond the rest is refused")
  func refusals() throws {
    func refusal(_ parts: [RedPart]) throws -> RedLineRefusal? {
      #expect(throws: RedLineRefusal.self) { try redLines(of: blue, after: [], parts: parts) }
    }
    #expect(try refusal([]) == .withoutParts)
    #expect(try refusal([RedPart(line: 4, .rest)]) == .lineUnknown(line: 4, count: 3))
    #expect(try refusal([RedPart(line: 0, .rest)]) == .lineUnknown(line: 0, count: 3))
    #expect(
      try refusal([part(2, amount: "1.00"), RedPart(line: 2, .rest)]) == .lineTwice(line: 2))
    let (left, asked) = (try ChineseSample.yuan("129.00"), try ChineseSample.yuan("129.01"))
    #expect(
      try refusal([part(2, amount: "129.01")])
        == .amountBeyondRest(line: 2, asked: asked, left: left))
    for count in ["38", "-1", "0"] {
      let asked = try Exact(parsing: count, decimals: 0)
      #expect(
        try refusal([part(2, quantity: count)])
          == .quantityBeyondRest(line: 2, asked: asked, left: Exact(37)))
    }
    let pound = try Sample.money("1.00", "GBP")
    #expect(
      try refusal([RedPart(line: 1, .amount(pound))])
        == .amount(line: 1, .currencyMismatch(left.currency, pound.currency)))
    #expect(
      try refusal([RedPart(line: 2, .quantity(try Exact(1, over: 3)))])
        == .amount(line: 2, .tooManyDecimals("1/3", allowed: 13)))
  }

  @Test("a line without quantity is reversed by amount, a red invoice not at all")
  func otherRefusals() throws {
    let item = try ChineseInvoiceItem(
      goods: ChineseSample.goods("*软件*许可", "0.06"), amount: ChineseSample.yuan("100.00"))
    let plain = try ChineseSample.invoice(items: [item])
    #expect(throws: RedLineRefusal.withoutQuantity(line: 1)) {
      try redLines(of: plain, after: [], parts: [part(1, quantity: "1")])
    }
    let red = try ChineseSample.invoice(
      colour: .red(ChineseSample.reference()),
      items: redLines(of: plain, after: [], parts: plain.allLines))
    #expect(throws: RedLineRefusal.notBlue) {
      try redLines(of: red, after: [], parts: red.allLines)
    }
  }

  private func part(_ line: Int, quantity: String) throws -> RedPart {
    RedPart(line: line, .quantity(try Exact(parsing: quantity, decimals: 13)))
  }

  private func part(_ line: Int, amount: String) throws -> RedPart {
    RedPart(line: line, .amount(try ChineseSample.yuan(amount)))
  }
}
