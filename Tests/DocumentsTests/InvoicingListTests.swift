import Amounts
import Documents
import Invoicing
import Testing

@Suite("Invoicing list")
struct InvoicingListTests {
  private let typesetter: Typesetter

  init() throws { typesetter = try Typesetter() }

  /// At 6 %: 1,060.00 and 424.00 of two products less 12.50 carried over: 1,471.50. At 13 %: 1,130.00.
  /// Together 2,601.50.
  private func list(
    product: String = "云端数据备份 Backup", taxNumber: String? = "91000000000000000X"
  ) throws -> InvoicingList {
    func amount(
      _ subject: InvoiceDemand.Subject, _ gross: String, _ rate: String?
    ) throws -> InvoiceDemand.Amount {
      InvoiceDemand.Amount(
        subject, taxRate: try rate.map { try Rate(parsing: $0) }, gross: try Sample.money(gross))
    }
    let statement = try Sample.statement()
    return InvoicingList(
      buyer: Party(
        name: "示例云市场有限公司", nameInEnglish: "Sample Cloud Market Ltd", address: "示例路 1 号",
        taxNumber: taxNumber),
      seller: statement.partner, role: "merchant", period: Sample.october, tab: .joint,
      site: "cn", issued: statement.issued, payable: try Sample.money("2601.50"),
      remark: "202610-M-100-joint-CNY 202610",
      demand: try InvoiceDemand(
        statementID: "202610-M-100-joint-CNY",
        of: [
          amount(.product(id: "P-1", name: product), "1060.00", "0.06"),
          amount(.product(id: "P-2", name: "对象存储 Storage"), "424.00", "0.06"),
          amount(.product(id: "P-3", name: "边缘网关 Gateway"), "1130.00", "0.13"),
          amount(.opening, "-12.50", nil),
        ]))
  }

  @Test("a list bears the code of its statement in every language, and its data do not know of it")
  func verification() throws {
    var list = try list()
    let data = list.jsonBytes
    let link = VerificationLink(
      address: "https://verify.example.com", number: list.id,
      dataHash: String(repeating: "5f2c9a7b", count: 8))
    list.verificationLink = link
    #expect(list.jsonBytes == data)
    for language in DocumentLanguage.allCases {
      let pdf = try typesetter.pdf(of: list, language: language)
      #expect(try PageImage(of: pdf, dotsPerInch: 200).code() == link.text)
      #expect(try PageText.pages(of: pdf).joined().contains(link.text), "\(language)")
    }
  }

  @Test("the page has every amount, whom to invoice, the remark, and the capitals of each total")
  func pages() throws {
    let pdf = try typesetter.pdf(of: list(), language: .both)
    let text = try PageText.pages(of: pdf).joined()
    for part in [
      "开票清单", "INVOICING LIST", "CNY 2,601.50", "贰仟陆佰零壹圆伍角整", "增值税专用发票",
      "91000000000000000X", "202610-M-100-joint-CNY 202610", "示例云市场有限公司", "莲花云科技有限公司",
      "税率 6.00 %", "税率 13.00 %", "1,000.00", "60.00", "1,060.00", "400.00", "24.00", "424.00",
      "−11.79", "−0.71", "−12.50", "1,388.21", "83.29", "1,471.50", "壹仟肆佰柒拾壹圆伍角整", "130.00",
      "1,130.00", "壹仟壹佰叁拾圆整", "不同税率须分别开票", "以折扣行列示", "非发票", "第 1 页 共 1 页",
    ] {
      #expect(text.contains(part), "\(part) is not in \(text)")
    }
    #expect(try typesetter.pdf(of: list(), language: .both) == pdf)
  }

  @Test("each language stands alone, and a list without a tax number says so")
  func languages() throws {
    let english = try PageText.pages(
      of: typesetter.pdf(of: list(taxNumber: nil), language: .en)
    ).joined()
    for part in [
      "VAT special invoice", "not recorded; ask the platform", "Invoice 1 of 2 at 6.00 %",
      "1,471.50",
    ] {
      #expect(english.contains(part), "\(part) is not in \(english)")
    }
    #expect(!english.contains("开票清单") && !english.contains("圆"))
    let chinese = try PageText.pages(of: typesetter.pdf(of: list(), language: .zh)).joined()
    #expect(!chinese.contains("INVOICING LIST") && chinese.contains("发票 2/2"))
  }

  @Test("without an agreed rate the page names none and divides nothing")
  func withoutRate() throws {
    var list = try list()
    list.site = "eu"
    list.payable = try Sample.money("900.00")
    list.demand = try InvoiceDemand(
      statementID: list.id,
      of: [
        InvoiceDemand.Amount(
          .product(id: "P-3", name: "P-3"), taxRate: nil, gross: Sample.money("900.00"))
      ])
    let text = try PageText.pages(of: typesetter.pdf(of: list, language: .en)).joined()
    for part in ["Commercial invoice", "No tax rate was agreed", "CNY 900.00", "2 The invoice"] {
      #expect(text.replacing("2  The", with: "2 The").contains(part), "\(part) is not in \(text)")
    }
    #expect(!text.contains("Net amount") && !text.contains("Tax rate") && !text.contains(" % "))
  }

  @Test("data and table say the same; a name that a spreadsheet would run is text")
  func data() throws {
    let list = try list(product: "=HYPERLINK(\"http://x\")")
    let pdf = try typesetter.pdf(of: list, language: .zh)
    let json = try PageText.attachment("invoicing-list.json", of: pdf)
    #expect(json == String(decoding: list.jsonBytes, as: UTF8.self))
    for part in [
      #""invoice_kind":"vat_special""#, #""remark":"202610-M-100-joint-CNY 202610""#,
      #""tax_rate":"0.060000","net":"1388.21","tax":"83.29","gross":"1471.50""#,
      #""gross_in_capitals":"壹仟肆佰柒拾壹圆伍角整""#,
      #"{"kind":"opening_balance","product_id":null,"product_name":null,"net":"-11.79","#,
    ] {
      #expect(json.contains(part), "\(part) is not in \(json)")
    }
    let table = Collected()
    try list.writeItems(to: table.sink)
    let rows = table.text.split(separator: "\r\n").map(String.init)
    #expect(rows.count == 5)
    let hash = try PageText.dataHash("invoicing-list.json", of: pdf)
    let shared = "示例云市场有限公司,91000000000000000X,202610-M-100-joint-CNY 202610,\(hash)"
    #expect(
      rows[1]
        == "202610-M-100-joint-CNY,1,1,product,P-1,\"'=HYPERLINK(\"\"http://x\"\")\",CNY,1000.00,"
        + "0.060000,60.00,1060.00,\(shared)")
    #expect(
      rows[3]
        == "202610-M-100-joint-CNY,1,3,opening_balance,,,CNY,-11.79,0.060000,-0.71,-12.50,\(shared)"
    )
    #expect(rows[4].hasPrefix("202610-M-100-joint-CNY,2,1,product,P-3,"))
  }

  @Test("a long list adds up from page to page")
  func manyPages() throws {
    var list = try list()
    list.payable = try Sample.money("12720.00")
    list.demand = try InvoiceDemand(
      statementID: list.id,
      of: (1_000..<1_120).map { number in
        InvoiceDemand.Amount(
          .product(id: "P-\(number)", name: "商品 \(number)"), taxRate: try Rate(parsing: "0.06"),
          gross: try Sample.money("106.00"))
      })
    let pages = try PageText.pages(of: typesetter.pdf(of: list, language: .zh))
    #expect(pages.count > 2)
    #expect(pages[0].contains("过次页") && pages[1].contains("承前页"))
    #expect(pages.joined().contains("P-1000") && pages.joined().contains("P-1119"))
    // 120 times 100.00 and 6.00.
    #expect(pages.joined().contains("12,000.00") && pages.joined().contains("720.00"))
  }

  @Test("a list that is not what its statement pays is refused, and so is a name without a shape")
  func refused() throws {
    var wrong = try list()
    wrong.payable = try Sample.money("2601.51")
    #expect(
      throws: DocumentError.inconsistent(
        document: "202610-M-100-joint-CNY",
        reason: "its invoices come to 2601.50 CNY and the statement pays 2601.51 CNY")
    ) { try typesetter.pdf(of: wrong, language: .both) }
    var unnamed = try list()
    unnamed.remark = "October"
    #expect(throws: DocumentError.self) { try typesetter.pdf(of: unnamed, language: .both) }
    let error = #expect(throws: DocumentError.self) {
      try typesetter.pdf(of: list(product: "Rocket 🚀"), language: .both)
    }
    #expect(error?.code == "DOCUMENT_CHARACTER_MISSING")
  }
}
