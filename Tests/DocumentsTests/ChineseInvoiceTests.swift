import Amounts
import CivilTime
import Invoicing
import Testing

@Suite("Chinese invoice")
struct ChineseInvoiceTests {
  @Test("totals are the exact sums of lines whose tax is rounded one by one")
  func totals() throws {
    let invoice = try ChineseSample.invoice()
    #expect(invoice.items.map(\.tax.decimalText) == ["600.00", "16.77", "47.93"])
    #expect(invoice.net.decimalText == "10661.61")
    #expect(invoice.tax.decimalText == "664.70")
    #expect(invoice.gross.decimalText == "11326.31")
    #expect(invoice.capitals == "壹万壹仟叁佰贰拾陆圆叁角壹分")
    #expect(invoice.warnings == [])
    // Three times 0.25 at 6 %: 0.015 is 0.02 on each line, where one rate of 0.75 makes 0.05.
    let quarter = try ChineseInvoiceItem(
      goods: ChineseSample.goods("*信息技术服务*查询", "0.06"), amount: ChineseSample.yuan("0.25"))
    let small = try ChineseSample.invoice(items: [quarter, quarter, quarter])
    #expect(small.tax.decimalText == "0.06")
    #expect(small.gross.decimalText == "0.81")
  }

  @Test("a discount is a line below zero, and may make an invoice free but no debt")
  func discount() throws {
    func invoice(discount: String) throws -> ChineseInvoice {
      let goods = try ChineseSample.goods("*信息技术服务*平台服务费", "0.06")
      return try ChineseSample.invoice(items: [
        try ChineseInvoiceItem(goods: goods, amount: ChineseSample.yuan("100.00")),
        try ChineseInvoiceItem(goods: goods, amount: ChineseSample.yuan(discount)),
      ])
    }
    #expect(try invoice(discount: "-20.00").gross.decimalText == "84.80")
    #expect(try invoice(discount: "-100.00").gross.decimalText == "0.00")
    #expect(
      throws: ChineseInvoiceError.sign(
        net: try ChineseSample.yuan("-0.01"), tax: try ChineseSample.yuan("0.00"))
    ) { try invoice(discount: "-100.01") }
  }

  @Test("a line states what quantity and price come to, to a fen")
  func lineAmount() throws {
    let goods = try ChineseSample.goods("*日用杂品*包装材料", "0.13")
    let three = try ChineseSample.quantity("3", at: "33.3333333333333")
    for amount in ["99.99", "100.00", "100.01"] {
      #expect(throws: Never.self) {
        try ChineseInvoiceItem(
          goods: goods, quantity: three, amount: ChineseSample.yuan(amount))
      }
    }
    let stated = try ChineseSample.yuan("100.02")
    #expect(
      throws: ChineseInvoiceError.amountDiffers(
        "*日用杂品*包装材料", stated: stated, computed: try ChineseSample.yuan("100.00"))
    ) { try ChineseInvoiceItem(goods: goods, quantity: three, amount: stated) }
    #expect(throws: ChineseInvoiceError.zeroAmount("*日用杂品*包装材料")) {
      try ChineseInvoiceItem(goods: goods, amount: ChineseSample.yuan("0.00"))
    }
    let pound = try Sample.money("1.00", "GBP")
    #expect(throws: ChineseInvoiceError.currency(pound.currency)) {
      try ChineseInvoiceItem(goods: goods, amount: pound)
    }
  }

  @Test("an item is named by category and name between asterisks")
  func itemName() throws {
    for name in ["*软件*许可", "*软件*A*B"] {
      #expect(try ChineseSample.goods(name, "0.06").name == name)
    }
    for name in ["", "软件", "*软件*", "**许可", "软件*许可", "*软件许可", " *软件*许可", "* * "] {
      #expect(throws: ChineseInvoiceError.itemName(name)) {
        try ChineseSample.goods(name, "0.06")
      }
    }
  }

  @Test("goods have a code of 19 digits, a rate within one, and texts of one line")
  func goods() throws {
    for code in ["", "304020300000000000", "30402030000000000000", "304020300000000000X"] {
      #expect(throws: ChineseInvoiceError.classificationCode(code)) {
        try ChineseInvoiceGoods(name: "*软件*许可", classificationCode: code, taxRate: .zero)
      }
    }
    #expect(throws: ChineseInvoiceError.taxRate(Rate(millionths: 1_000_001))) {
      try ChineseSample.goods("*软件*许可", "1.000001")
    }
    // A line break, a turned direction, no character of XML, and too many of one.
    for unit in ["项\n", "项\u{202E}", "项\u{FFFE}", String(repeating: "项", count: 10_001)] {
      #expect(throws: ChineseInvoiceError.text(field: "unit")) {
        try ChineseSample.goods("*软件*许可", "0.06", unit: unit)
      }
    }
    let third = try Exact(1, over: 3)
    #expect(throws: ChineseInvoiceError.quantity(third, unitPrice: .one)) {
      try ChineseInvoiceQuantity(third, unitPrice: .one)
    }
    #expect(throws: ChineseInvoiceError.quantity(.zero, unitPrice: .one)) {
      try ChineseInvoiceQuantity(.zero, unitPrice: .one)
    }
    #expect(throws: ChineseInvoiceError.quantity(.one, unitPrice: .zero)) {
      try ChineseInvoiceQuantity(.one, unitPrice: .zero)
    }
  }

  @Test("the buyer's tax number must stand on a special invoice, and may on an ordinary one")
  func buyerNumber() throws {
    let person = try ChineseSample.buyer(taxNumber: nil)
    #expect(throws: ChineseInvoiceError.buyerNumberMissing) {
      try ChineseSample.invoice(buyer: person)
    }
    #expect(try ChineseSample.invoice(kind: .ordinary, buyer: person).buyer.taxNumber == nil)
    #expect(throws: ChineseInvoiceError.missing("tax number of the seller")) {
      try ChineseSample.invoice(kind: .ordinary, seller: person)
    }
  }

  @Test("old tax numbers and unusual rates are warned of")
  func warnings() throws {
    let item = try ChineseInvoiceItem(
      goods: ChineseSample.goods("*软件*许可", "0.17"), amount: ChineseSample.yuan("100.00"))
    let invoice = try ChineseSample.invoice(
      buyer: ChineseSample.buyer(taxNumber: "110108123456789"),
      items: ChineseSample.items() + [item])
    #expect(
      invoice.warnings
        == [.taxNumber(.buyer, .oldForm), .unusualRate(line: 4, Rate(millionths: 170_000))])
  }

  @Test("a number has 20 digits, and the year and the province of the invoice")
  func number() throws {
    for text in [
      "", "2631200000000000000", "263120000000000000001", "2631200000000000000X",
      "26992000000000000001", "26712000000000000001",
    ] {
      #expect(ChineseInvoiceNumber(text) == nil, "\(text)")
    }
    let right = try ChineseSample.supervision("26312000000000000001")
    #expect(try ChineseSample.invoice(supervision: right).supervision == right)
    for (text, what) in [("25312000000000000001", "year"), ("26112000000000000001", "province")] {
      let number = try ChineseSample.number(text)
      #expect(throws: ChineseInvoiceError.numberDiffers(number, what: what)) {
        try ChineseSample.invoice(supervision: ChineseSample.supervision(text))
      }
    }
    #expect(TaxRegion(code: "4403")?.province == "44")
    for code in ["", "31", "3101", "9900", "4404"] { #expect(TaxRegion(code: code) == nil) }
  }

  @Test("a drawer must be named, and lines be there")
  func missing() throws {
    #expect(throws: ChineseInvoiceError.missing("drawer")) {
      try ChineseSample.invoice(drawer: " ")
    }
    #expect(throws: ChineseInvoiceError.withoutItems) { try ChineseSample.invoice(items: []) }
    #expect(throws: ChineseInvoiceError.text(field: "remark")) {
      try ChineseSample.invoice(remark: "one\nline")
    }
  }

  @Test("a red invoice is issued in states 01 and 04 alone, and reverses lines")
  func red() throws {
    let original = try ChineseSample.number("26312000000000000001")
    for state in RedLetterState.allCases {
      let reference = { () throws(ChineseInvoiceError) in
        try ChineseInvoice.RedReference(
          original: original, confirmationNumber: "31011526100000000001", state: state)
      }
      if state == .notNeeded || state == .confirmed {
        #expect(throws: Never.self) { try reference() }
      } else {
        #expect(throws: ChineseInvoiceError.notIssuable(state)) { try reference() }
      }
    }
    let blue = try ChineseSample.invoice()
    let red = ChineseInvoice.Colour.red(try ChineseSample.reference())
    #expect(throws: ChineseInvoiceError.lineColour(line: 1)) {
      try ChineseSample.invoice(colour: red)
    }
    let lines = try redLines(of: blue, after: [], parts: blue.allLines)
    #expect(throws: ChineseInvoiceError.lineColour(line: 1)) {
      try ChineseSample.invoice(items: lines)
    }
    let reversal = try ChineseSample.invoice(colour: red, items: lines)
    #expect(reversal.gross.decimalText == "-11326.31")
    #expect(reversal.capitals == "负壹万壹仟叁佰贰拾陆圆叁角壹分")
  }
}
