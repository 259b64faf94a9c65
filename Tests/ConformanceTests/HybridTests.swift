import Amounts
import Banking
import CivilTime
import Documents
import Foundation
import Invoicing
import Testing

@Suite("Fee invoices as Factur-X before the outside checker")
struct HybridTests {
  @Test(
    "page and XML pass together in every language: PDF/A-3u, Factur-X, EN 16931, the same words")
  func hybridsPass() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-hybrids-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let typesetter = try Typesetter()
    var files: [String] = []
    for isCredit in [false, true] {
      let xml = try ElectronicInvoice(Self.content(isCredit: isCredit)).ciiBytes(for: .attachment)
      for language in DocumentLanguage.allCases {
        let pdf = try typesetter.pdf(
          of: Self.page(isCredit: isCredit), language: language, facturX: FacturX(xml: xml))
        let file = folder.appending(path: "\(isCredit ? "credit" : "invoice")-\(language).pdf")
        try Data(pdf).write(to: file)
        files.append(file.path)
      }
    }
    for report in try Checker.reports(on: files) {
      for row in report.rows where row.status == "FAIL" {
        Issue.record("\(report.name): \(row.rule) \(row.message) at \(row.place)")
      }
      for group in ["PDFA-3U", "FX-", "HYB-", "CALC-"] {
        #expect(
          report.rows.contains { $0.status != "SKIP" && $0.rule.hasPrefix(group) },
          "\(report.name): nothing of \(group) ran")
      }
    }
  }

  /// A fee of 15 % of 1,000.00 and 6 % of tax on it: 150.00, 9.00, 159.00.
  private static func page(isCredit: Bool) throws -> FeeInvoiceDocument {
    let sign = isCredit ? "-" : ""
    let original = try InvoiceNumber(parsing: "CN-FEE-2026-000017")
    let invoice = try FeeInvoice(
      number: InvoiceNumber(parsing: isCredit ? "CN-CRN-2026-000001" : "CN-FEE-2026-000042"),
      kind: isCredit ? .creditNote(of: original, reason: "退款 Refund") : .invoice,
      issueDate: try day("2026-11-03"),
      seller: Party(name: Parties.chinese.name, taxNumber: "91310115MA1K34567F"),
      buyer: Party(id: "M-100", name: Parties.chineseMerchant.name),
      period: Period(year: 2026, month: 10), statementIDs: ["202610-M-100-general-CNY"],
      lines: [
        FeeInvoice.Line(
          description: "平台服务费 Platform fee", base: try money(sign + "1000.00", "CNY"),
          rate: try Rate(parsing: "0.15"), amount: try money(sign + "150.00", "CNY"))
      ], taxRate: Rate(parsing: "0.06"))
    return FeeInvoiceDocument(
      invoice: invoice, issued: try Instant(parsing: "2026-11-03T10:00:00+08:00"))
  }

  /// The same as EN 16931 says it; what a credit note gives back stands above zero. The fee was kept
  /// back in the statement, so that the tax alone is due.
  private static func content(isCredit: Bool) throws -> InvoiceContent {
    var content = InvoiceContent(
      type: isCredit ? .creditNote : .commercialInvoice, specification: .core,
      number: isCredit ? "CN-CRN-2026-000001" : "CN-FEE-2026-000042",
      issueDate: try day("2026-11-03"), currency: try money("0", "CNY").currency,
      taxMethod: .perLine, seller: Parties.chinese, buyer: Parties.chineseMerchant,
      lines: [
        try line("1", "平台服务费 Platform fee", "1", at: "150", .standard(Rate(parsing: "0.06")))
      ])
    content.period = BillingPeriod(Period(year: 2026, month: 10))
    content.prepaid = try money("150.00", "CNY")
    content.paymentTerms = "The tax is paid apart from the statement."
    content.payment = PaymentInstructions(.clearing, remittance: "202610-M-100-general-CNY")
    if isCredit {
      content.precedingInvoices = [.init("CN-FEE-2026-000017", of: try day("2026-10-03"))]
    }
    return content
  }
}
