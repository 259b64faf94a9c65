import Amounts
import Banking
import CivilTime
import Documents
import Foundation
import Invoicing
import TestKit
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
    func write(_ bytes: [UInt8], _ name: String) throws -> String {
      let file = folder.appending(path: name)
      try Data(bytes).write(to: file)
      return file.path
    }
    let typesetter = try Typesetter()
    var files: [String] = []
    for isCredit in [false, true] {
      for parties in Self.cases {
        let page = try Self.page(parties, isCredit: isCredit)
        let electronic = try page.invoice.electronic(
          between: ElectronicParties(
            seller: parties.seller.details, buyer: parties.buyer.details,
            untaxedAs: parties.untaxedAs), data: page.reference)
        #expect(electronic.content.prepaid == (try money("150.00", "CNY")))
        #expect(electronic.totals.due == (try money(parties.tax, "CNY")), "\(parties.name)")
        let name = "\(isCredit ? "credit" : "invoice")-\(parties.name)"
        for language in DocumentLanguage.allCases {
          let pdf = try typesetter.pdf(
            of: page, language: language,
            facturX: FacturX(xml: electronic.ciiBytes(for: .attachment)))
          let file = try write(pdf, "\(name)-\(language).pdf")
          let words = try Tool.run("pdftotext", [file, "-"])
          #expect(
            words.contains("Reverse charge") == (parties.untaxedAs == .reverseCharge), "\(file)")
          #expect(
            words.contains("非增值税发票") == (!page.isTaxInvoice && language != .en), "\(file)")
          files.append(file)
        }
        files.append(try write(electronic.ciiBytes(), "\(name).cii.xml"))
        files.append(try write(electronic.ublBytes, "\(name).ubl.xml"))
      }
    }
    for report in try Checker.reports(on: files) {
      for row in report.rows where row.status == "FAIL" {
        Issue.record("\(report.name): \(row.rule) \(row.message) at \(row.place)")
      }
      let isHybrid = report.name.hasSuffix(".pdf")
      for group in isHybrid ? ["PDFA-3U", "FX-", "HYB-", "CALC-"] : ["CALC-"] {
        #expect(
          report.rows.contains { $0.status != "SKIP" && $0.rule.hasPrefix(group) },
          "\(report.name): nothing of \(group) ran")
      }
    }
  }

  @Test("a page with the XML of another document, and XML that does not add up, are found")
  func broken() throws {
    let typesetter = try Typesetter()
    func xml(isCredit: Bool) throws -> [UInt8] {
      let parties = Self.cases[0]
      let page = try Self.page(parties, isCredit: isCredit)
      return try page.invoice.electronic(
        between: ElectronicParties(
          seller: parties.seller.details, buyer: parties.buyer.details,
          untaxedAs: parties.untaxedAs), data: page.reference
      ).ciiBytes(for: .attachment)
    }
    func hybrid(_ xml: [UInt8], fails rule: String) throws -> Checked {
      Checked(
        name: rule + ".pdf",
        bytes: try typesetter.pdf(
          of: Self.page(Self.cases[0], isCredit: false), language: .both,
          facturX: FacturX(xml: xml)), fails: rule)
    }
    let own = try xml(isCredit: false)
    try Checked.expect(
      [
        hybrid(xml(isCredit: true), fails: "HYB-NUMBER"),
        // 150.00 and 9.00 are 159.00.
        hybrid(
          Checked.replaced(
            own, "<ram:GrandTotalAmount>159.00", by: "<ram:GrandTotalAmount>159.01"),
          fails: "BR-CO-15"),
        hybrid(
          Checked.replaced(own, "<ram:LineTotalAmount>150.00", by: "<ram:LineTotalAmount>150.02"),
          fails: "HYB-LINES"),
      ], options: ["--sig", "none"])
  }

  /// Who bills whom at which rate, and why there is no tax where it is zero.
  struct Case {
    let name: String
    let seller: TradeParty
    let buyer: TradeParty
    let rate: String
    /// Of 150.00 at the rate, by hand; all that is due, of an invoice and of a credit note.
    let tax: String
    let untaxedAs: UntaxedFee
  }

  static let cases = [
    Case(
      name: "taxed", seller: Parties.chinese, buyer: Parties.chineseMerchant, rate: "0.06",
      tax: "9.00",
      untaxedAs: .outsideScope),
    Case(
      name: "german", seller: Parties.platform, buyer: Parties.german, rate: "0.19", tax: "28.50",
      untaxedAs: .outsideScope),
    Case(
      name: "reverse", seller: Parties.platform, buyer: Parties.french, rate: "0", tax: "0.00",
      untaxedAs: .reverseCharge),
    Case(
      name: "export", seller: Parties.platform, buyer: Parties.chineseMerchant, rate: "0",
      tax: "0.00",
      untaxedAs: .export),
    Case(
      name: "zero", seller: Parties.platform, buyer: Parties.german, rate: "0", tax: "0.00",
      untaxedAs: .zeroRated),
    Case(
      name: "outside", seller: Parties.chinese, buyer: Parties.french, rate: "0", tax: "0.00",
      untaxedAs: .outsideScope),
  ]

  /// A fee of 15 % of 1,000.00: 150.00, and the tax of the case on it.
  static func page(_ parties: Case, isCredit: Bool) throws -> FeeInvoiceDocument {
    let sign = isCredit ? "-" : ""
    let original = try InvoiceNumber(parsing: "CN-FEE-2026-000017")
    let invoice = try FeeInvoice(
      number: InvoiceNumber(parsing: isCredit ? "CN-CRN-2026-000001" : "CN-FEE-2026-000042"),
      kind: isCredit ? .creditNote(of: original, reason: "退款 Refund") : .invoice,
      issueDate: try day("2026-11-03"),
      seller: Party(name: parties.seller.name).printed(with: parties.seller.details),
      buyer: Party(id: "M-100", name: parties.buyer.name).printed(with: parties.buyer.details),
      period: Period(year: 2026, month: 10), statementIDs: ["202610-M-100-general-CNY"],
      lines: [
        FeeInvoice.Line(
          description: "平台服务费 Platform fee", base: try money(sign + "1000.00", "CNY"),
          rate: try Rate(parsing: "0.15"), amount: try money(sign + "150.00", "CNY"))
      ], taxRate: Rate(parsing: parties.rate))
    return FeeInvoiceDocument(
      invoice: invoice, issued: try Instant(parsing: "2026-11-03T10:00:00+08:00"),
      isTaxInvoice: parties.seller.address.country != "CN", untaxedAs: parties.untaxedAs)
  }
}

extension TradeParty {
  /// What is entered about it.
  var details: TradeDetails {
    TradeDetails(
      address: address, taxNumber: taxNumber, registration: legalRegistration,
      electronicAddress: electronicAddress)
  }
}
