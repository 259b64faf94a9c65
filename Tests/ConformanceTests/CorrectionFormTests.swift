import Amounts
import CivilTime
import Documents
import Foundation
import Invoicing
import TestKit
import Testing

@Suite("Corrected invoices before the outside checker")
struct CorrectionFormTests {
  /// A fee of 150.00 and the tax of the case, on each of the documents.
  @Test("384 between Germans, and 381 with a new 380 elsewhere, pass in every language and form")
  func pass() throws {
    let typesetter = try Typesetter()
    var documents: [Checked] = []
    for (parties, kind, type) in try Self.documents() {
      let page = try Self.page(parties, kind)
      let electronic = try page.invoice.electronic(
        between: ElectronicParties(
          seller: parties.seller.details, buyer: parties.buyer.details,
          untaxedAs: parties.untaxedAs), data: page.reference)
      #expect(electronic.content.type.rawValue == type)
      #expect(electronic.totals.due == (try money(parties.tax, "CNY")), "\(parties.name)")
      let name = "\(type)-\(parties.name)"
      documents += try Checked.forms(of: page, electronic, named: name, by: typesetter)
      for bytes in [electronic.ciiBytes(), electronic.ublBytes] {
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains(">CN-FEE-2026-000017<") && text.contains(">搬迁 Moved<"), "\(text)")
      }
    }
    for (suffix, options) in [(".pdf", []), (".xml", ["--no-facturx"])] {
      try Checked.expect(
        documents.filter { $0.name.hasSuffix(suffix) }, options: ["--sig", "none"] + options,
        mayLackRules: true)
    }
  }

  private static let original = "CN-FEE-2026-000017"
  private static let replacement = "CN-FEE-2026-000042"
  private static let creditNote = "CN-CRN-2026-000003"

  /// The German pair by one document, a Chinese and a French buyer by two.
  private static func documents() throws -> [(HybridTests.Case, FeeInvoice.Kind, String)] {
    let earlier = FeeInvoice.Earlier(
      try InvoiceNumber(parsing: original), of: try day("2026-10-03"))
    let reason = "搬迁 Moved"
    return try HybridTests.cases.prefix(3).flatMap { parties in
      if parties.name == "german" {
        return [(parties, FeeInvoice.Kind.corrected(of: earlier, reason: reason), "384")]
      }
      return [
        (
          parties,
          .replacement(
            of: earlier, creditNote: try InvoiceNumber(parsing: creditNote), reason: reason), "380"
        ),
        (
          parties,
          .cancellation(
            of: earlier, replacedBy: try InvoiceNumber(parsing: replacement), reason: reason), "381"
        ),
      ]
    }
  }

  private static func page(
    _ parties: HybridTests.Case, _ kind: FeeInvoice.Kind
  ) throws -> FeeInvoiceDocument {
    let number =
      switch kind {
      case .corrected: "CN-COR-2026-000001"
      case .cancellation: creditNote
      case .replacement, .invoice, .creditNote: replacement
      }
    var page = try HybridTests.page(parties, isCredit: number == creditNote)
    let drawn = page.invoice
    page.invoice = try FeeInvoice(
      number: InvoiceNumber(parsing: number), kind: kind, issueDate: drawn.issueDate,
      seller: drawn.seller, buyer: drawn.buyer, period: drawn.period,
      statementIDs: drawn.statementIDs, lines: drawn.lines, taxRate: drawn.taxRate)
    return page
  }
}
