import Amounts
import CivilTime
import Documents
import Foundation
import Invoicing
import Testing

@Suite("Fee invoices in the Chinese form before the outside checker")
struct ChineseFeeFormTests {
  private static let blueNumber = "26312000000000000001"
  private static let redNumber = "26312000000000000002"

  private static func details(
    _ number: String?, isBuyerChinese: Bool = true
  ) throws -> ChineseFeeDetails {
    ChineseFeeDetails(
      requested: try Instant(parsing: "2026-11-03T10:00:00+08:00"), remark: "结算单 <A&B>",
      supervision: try number.map {
        ChineseInvoice.Supervision(
          number: try #require(ChineseInvoiceNumber($0)), issueDate: try day("2026-11-04"))
      }, isBuyerChinese: isBuyerChinese)
  }

  private static func reference() throws -> ChineseInvoice.RedReference {
    try ChineseInvoice.RedReference(
      original: #require(ChineseInvoiceNumber(blueNumber)),
      confirmationNumber: "31012611000000000001", state: .notNeeded)
  }

  @Test("blue and red, of buyers in China and abroad, pass with the figures of their JSON")
  func pass() throws {
    var documents: [Checked] = []
    for name in ["taxed", "outside"] {
      let parties = try #require(HybridTests.cases.first { $0.name == name })
      let isChinese = parties.buyer.address.country == "CN"
      let buyer: Set<String> = isChinese ? ["CN-BUYERID"] : []
      let page = try HybridTests.page(parties, isCredit: false)
      let blue = try page.invoice.chinese(
        Self.details(Self.blueNumber, isBuyerChinese: isChinese))
      #expect(blue.kind == (isChinese ? .special : .ordinary))
      documents.append(
        Checked(
          name: "blue-\(name).cn.xml", bytes: blue.xmlBytes,
          passes: ChineseFormTests.common.union(buyer).union(["CN-BLUE-SIGN"])))
      let creditPage = try HybridTests.page(parties, isCredit: true)
      let red = try creditPage.invoice.chinese(
        Self.details(Self.redNumber, isBuyerChinese: isChinese), reversing: blue, after: [],
        on: Self.reference())
      documents.append(
        Checked(
          name: "red-\(name).cn.xml", bytes: red.xmlBytes,
          passes: ChineseFormTests.common.union(buyer).union([
            "CN-RED-SIGN", "CN-RED-ORIGINAL", "CN-RED-CONFIRM",
          ])))
      for (form, page) in [(blue, page), (red, creditPage)] {
        try Self.expectFigures(of: form.xmlBytes, page.jsonBytes)
      }
    }
    // Before the tax platform's answer it is a request and no invoice.
    let request = try HybridTests.page(HybridTests.cases[0], isCredit: false).invoice.chinese(
      Self.details(nil))
    documents.append(
      Checked(name: "request.cn.xml", bytes: request.xmlBytes, fails: "CN-FIELDS"))
    try Checked.expect(documents, options: [])
  }

  private static func expectFigures(of xml: [UInt8], _ json: [UInt8]) throws {
    let text = String(decoding: xml, as: UTF8.self)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
    for (element, member) in [
      ("TotalAmWithoutTax", "net"), ("TotalTaxAm", "tax"), ("TotalTax-includedAmount", "gross"),
    ] {
      let figure = try #require(object[member] as? String)
      #expect(text.contains("<\(element)>\(figure)</\(element)>"), "\(figure): \(text)")
    }
  }

  private static func fee(_ amount: String, isCredit: Bool) throws -> FeeInvoice {
    let page = try HybridTests.page(HybridTests.cases[0], isCredit: isCredit).invoice
    return try FeeInvoice(
      number: page.number, kind: page.kind, issueDate: page.issueDate, seller: page.seller,
      buyer: page.buyer, period: page.period, statementIDs: page.statementIDs,
      lines: [FeeInvoice.Line(description: "fee", amount: money(amount, "CNY"))],
      taxRate: page.taxRate)
  }

  /// 0.16 bears 0.0096 of tax: 0.01. Each half of it bears 0.0048: nothing. 0.09 bears 0.0054: 0.01.
  @Test("a part is reversed with the tax that its credit note states, never beyond what is left")
  func stated() throws {
    let blue = try Self.fee("0.16", isCredit: false).chinese(Self.details(Self.blueNumber))
    #expect(blue.tax.decimalText == "0.01")
    let half = (net: try money("0.08", "CNY"), tax: try money("0.00", "CNY"))
    let second = try Self.fee("-0.08", isCredit: true).chinese(
      Self.details(Self.redNumber), reversing: blue, after: [half], on: Self.reference())
    #expect(second.net.decimalText == "-0.08" && second.tax.decimalText == "0.00")
    let whole = (net: try money("0.05", "CNY"), tax: try money("0.01", "CNY"))
    #expect(
      throws: RedLineRefusal.taxBeyondRest(
        line: 1, asked: try money("0.01", "CNY"), left: try money("0.00", "CNY"))
    ) {
      try Self.fee("-0.09", isCredit: true).chinese(
        Self.details(Self.redNumber), reversing: blue, after: [whole], on: Self.reference())
    }
    #expect(
      throws: RedLineRefusal.amountBeyondRest(
        line: 1, asked: try money("0.09", "CNY"), left: try money("0.08", "CNY"))
    ) {
      try Self.fee("-0.09", isCredit: true).chinese(
        Self.details(Self.redNumber), reversing: blue, after: [half], on: Self.reference())
    }
  }

  @Test("the region is that of the seller's number, and the tax bureau's where that differs")
  func region() throws {
    for (number, code) in [
      ("91310115MA1K34567F", "3100"), ("91440300MA5HIJK56L", nil), ("91440300MA5HKJK56L", "4403"),
      ("110108123456789", "1100"), ("91100000MA1K34567F", nil), ("12345678901234567", nil),
    ] as [(String, String?)] {
      let taxpayer = try? ChineseTaxNumber(parsing: number)
      #expect(taxpayer.flatMap { TaxRegion(of: $0) }?.code == code, "\(number)")
    }
    let page = try HybridTests.page(HybridTests.cases[0], isCredit: false)
    let moved = try page.invoice.chinese(Self.details("26442000000000000001"))
    #expect(moved.region.code == "4400")
  }
}
