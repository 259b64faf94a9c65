import Amounts
import CivilTime
import Documents
import Invoicing
import Testing

@Suite("Chinese invoices before the outside checker")
struct ChineseFormTests {
  static let common: Set = [
    "CN-FIELDS", "CN-NUMBER", "CN-EIID", "CN-NUMBER-YEAR", "CN-NUMBER-REGION", "CN-SELLERID",
    "CN-ITEMS", "CN-LINE-AMOUNT", "CN-LINE-TAX", "CN-ITEM-NAME", "CN-RATE", "CN-SUM-NET",
    "CN-SUM-TAX", "CN-SUM-GROSS", "CN-CAPITAL",
  ]

  @Test(
    "blue and red, special and ordinary, at every rate: fields, sums, tax and capitals are right")
  func good() throws {
    var documents: [Checked] = []
    for kind in ChineseInvoice.Kind.allCases {
      let blue = try Self.invoice(kind)
      documents.append(
        Checked(
          name: "blue-\(kind).cn.xml", bytes: blue.xmlBytes,
          passes: Self.common.union(["CN-BUYERID", "CN-BLUE-SIGN"])))
      for (name, parts) in [
        ("whole", blue.allLines),
        ("part", [RedPart(line: 2, .quantity(try Exact(parsing: "12", decimals: 13)))]),
        ("allowance", [RedPart(line: 1, .amount(try money("0.07", "CNY")))]),
      ] {
        let red = try Self.invoice(
          kind, colour: .red(Self.reference()), items: redLines(of: blue, after: [], parts: parts),
          number: "26312000000000000002")
        documents.append(
          Checked(
            name: "red-\(name)-\(kind).cn.xml", bytes: red.xmlBytes,
            passes: Self.common.union([
              "CN-BUYERID", "CN-RED-SIGN", "CN-RED-ORIGINAL", "CN-RED-CONFIRM",
            ])))
      }
    }
    let person = try Self.invoice(.ordinary, buyer: ChineseInvoiceParty(name: "李四", taxNumber: nil))
    documents.append(
      Checked(
        name: "person.cn.xml", bytes: person.xmlBytes,
        passes: Self.common.union(["CN-BLUE-SIGN"])))
    for (rate, place) in zip(
      ["0.13", "0.09", "0.06", "0.05", "0.03", "0.015", "0.01", "0.005", "0"], 3...)
    {
      let item = try Self.item("*信息技术服务*平台服务费", rate, "333.33")
      let invoice = try Self.invoice(
        .ordinary, items: [item], number: "2631200000000000000\(place % 10)")
      documents.append(
        Checked(name: "rate-\(rate).cn.xml", bytes: invoice.xmlBytes, passes: Self.common))
    }
    try Checked.expect(documents, options: [])
  }

  @Test("a changed sum, tax, sign, numeral, number or field fails by its own rule")
  func broken() throws {
    let blue = try Self.invoice(.special).xmlBytes
    let red = try Self.invoice(
      .special, colour: .red(Self.reference()),
      items: redLines(of: Self.invoice(.special), after: [], parts: [RedPart(line: 1, .rest)]),
      number: "26312000000000000002"
    ).xmlBytes
    let request = try Self.invoice(.special, isAnswered: false).xmlBytes
    func changed(_ bytes: [UInt8], _ old: String, _ new: String, _ rule: String) throws -> Checked {
      Checked(
        name: rule + ".cn.xml", bytes: try Checked.replaced(bytes, old, by: new), fails: rule)
    }
    let number = "26312000000000000001"
    try Checked.expect(
      [
        // Before the tax platform's answer it is a request and no invoice.
        Checked(name: "request.cn.xml", bytes: request, fails: "CN-FIELDS"),
        changed(blue, "<Drawer>张三<", "<Drawer><", "CN-FIELDS"),
        changed(blue, "<InvoiceNumber>\(number)<", "<InvoiceNumber>2631200000<", "CN-NUMBER"),
        changed(blue, "<EIid>\(number)<", "<EIid>26312000000000000009<", "CN-EIID"),
        changed(blue, "<InvoiceNumber>26", "<InvoiceNumber>25", "CN-NUMBER-YEAR"),
        changed(blue, "<InvoiceNumber>2631", "<InvoiceNumber>2699", "CN-NUMBER-REGION"),
        changed(
          blue, "<SellerIdNum>91310115MA1K34567F", "<SellerIdNum>91310115MA1K34567G", "CN-SELLERID"),
        changed(
          blue, "<BuyerIdNum>91110108MA0123456G", "<BuyerIdNum>91110108MA0123456F", "CN-BUYERID"),
        changed(blue, "<Amount>129.00<", "<Amount>129.02<", "CN-LINE-AMOUNT"),
        changed(blue, "<ComTaxAm>600.00<", "<ComTaxAm>600.07<", "CN-LINE-TAX"),
        changed(blue, "*日用杂品*包装材料", "包装材料", "CN-ITEM-NAME"),
        changed(blue, "<TotalAmWithoutTax>10661.61<", "<TotalAmWithoutTax>10661.62<", "CN-SUM-NET"),
        changed(blue, "<TotalTaxAm>664.70<", "<TotalTaxAm>664.71<", "CN-SUM-TAX"),
        changed(
          blue, "<TotalTax-includedAmount>11326.31<", "<TotalTax-includedAmount>11326.32<",
          "CN-SUM-GROSS"),
        changed(blue, "叁角壹分", "叁角贰分", "CN-CAPITAL"),
        changed(blue, "<LabelCode>Y<", "<LabelCode>N<", "CN-RED-SIGN"),
        changed(red, "<LabelCode>N<", "<LabelCode>Y<", "CN-BLUE-SIGN"),
        changed(
          red, "<OriginalInvoiceCode>\(number)<", "<OriginalInvoiceCode><", "CN-RED-ORIGINAL"),
        changed(
          red, "<CreditNoteNumber>31011526100000000001<", "<CreditNoteNumber><", "CN-RED-CONFIRM"),
      ], options: [])
  }

  /// 10,000.00 at 6 % is 600.00; 37 at 3.4865 are 129.00 and 16.77 at 13 %; 532.61 at 9 % is 47.93:
  /// 10,661.61 and 664.70, together 11,326.31.
  private static func invoice(
    _ kind: ChineseInvoice.Kind, colour: ChineseInvoice.Colour = .blue,
    buyer: ChineseInvoiceParty? = nil, items: [ChineseInvoiceItem]? = nil,
    number: String = "26312000000000000001", isAnswered: Bool = true
  ) throws -> ChineseInvoice {
    let supervision = ChineseInvoice.Supervision(
      number: try #require(ChineseInvoiceNumber(number)), issueDate: try day("2026-09-30"),
      bureauCode: "13100000000", bureauName: "国家税务总局上海市税务局")
    let lines =
      try items ?? [
        item("*信息技术服务*平台服务费", "0.06", "10000.00"),
        item("*日用杂品*包装材料", "0.13", "129.00", ("37", "3.4865")),
        item("*鲜活农产品*蔬菜 <A&B>", "0.09", "532.61", ("120.5", "4.42")),
      ]
    return try ChineseInvoice(
      kind: kind, colour: colour, region: #require(TaxRegion(code: "3100")),
      seller: ChineseInvoiceParty(
        name: Parties.chinese.name, taxNumber: ChineseTaxNumber(parsing: "91310115MA1K34567F")),
      buyer: buyer
        ?? ChineseInvoiceParty(
          name: Parties.chineseMerchant.name,
          taxNumber: ChineseTaxNumber(parsing: "91110108MA0123456G")),
      items: lines, drawer: "张三", requested: Instant(parsing: "2026-09-30T10:00:00+08:00"),
      supervision: isAnswered ? supervision : nil)
  }

  private static func item(
    _ name: String, _ rate: String, _ amount: String, _ quantity: (String, String)? = nil
  ) throws -> ChineseInvoiceItem {
    try ChineseInvoiceItem(
      goods: ChineseInvoiceGoods(
        name: name, classificationCode: "3040203000000000000", taxRate: Rate(parsing: rate)),
      quantity: quantity.map { count, price in
        try ChineseInvoiceQuantity(
          Exact(parsing: count, decimals: 13), unitPrice: Exact(parsing: price, decimals: 13))
      }, amount: money(amount, "CNY"))
  }

  private static func reference() throws -> ChineseInvoice.RedReference {
    try ChineseInvoice.RedReference(
      original: #require(ChineseInvoiceNumber("26312000000000000001")),
      confirmationNumber: "31011526100000000001", state: .confirmed)
  }
}
