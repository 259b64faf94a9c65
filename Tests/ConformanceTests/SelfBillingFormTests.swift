import Amounts
import CivilTime
import Documents
import Foundation
import Invoicing
import TestKit
import Testing

@Suite("Self-billed invoices and credit notes before the outside checker")
struct SelfBillingFormTests {
  /// 700.00 of one product, less 100.00 carried over: 600.00, at 19 % 114.00; a cent is rounded off, and
  /// 50.00 of an invoice are set off, also where a credit note cancels it for one with the right details.
  @Test("types 389 and 261 pass in every language and form, by Peppol where both have addresses")
  func pass() throws {
    let typesetter = try Typesetter()
    var documents: [Checked] = []
    for (what, kind) in try Self.kinds() {
      for parties in Self.cases {
        let page = try Self.page(parties, kind)
        let isCredit = page.invoice.number.kind.isCredit
        let electronic = try page.invoice.electronic(
          between: parties.electronic, data: page.reference)
        #expect(electronic.content.type.rawValue == (isCredit ? "261" : "389"))
        #expect(
          electronic.content.specification == (parties.isOnPeppol ? .peppolSelfBilling : .core))
        #expect(
          electronic.totals.due == (try money(what == "credit" ? "713.99" : "663.99", "EUR")))
        let name = "\(what)-\(parties.name)"
        documents += try Checked.forms(of: page, electronic, named: name, by: typesetter)
      }
    }
    // Rules of Peppol self-billing come from `EINV_RULES` alone, and a file of its own names its
    // network, which Factur-X does not know.
    for (suffix, options) in [(".pdf", []), (".xml", ["--no-facturx"])] {
      try Checked.expect(
        documents.filter { $0.name.hasSuffix(suffix) }, options: ["--sig", "none"] + options,
        mayLackRules: true)
    }
  }

  @Test("the mention of the Directive stands on every page and in both forms")
  func mention() throws {
    let typesetter = try Typesetter()
    let page = try Self.page(Self.cases[0], .invoice)
    let electronic = try page.invoice.electronic(
      between: Self.cases[0].electronic, data: page.reference)
    for language in DocumentLanguage.allCases {
      let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).pdf")
      defer { try? FileManager.default.removeItem(at: file) }
      try Data(typesetter.pdf(of: page, language: language)).write(to: file)
      let words = try Tool.run("pdftotext", ["-layout", file.path, "-"])
      for part in ["Self-billing", "600.00", "114.00", "714.00", "663.99", "\u{2212}100.00"] {
        #expect(words.contains(part), "\(part) is not in \(words)")
      }
      #expect(!words.contains("非增值税发票"))
    }
    for (bytes, note) in [
      (electronic.ciiBytes(), "<ram:Content>Self-billing</ram:Content>"),
      (electronic.ublBytes, "<cbc:Note>Self-billing</cbc:Note>"),
    ] { #expect(String(decoding: bytes, as: UTF8.self).contains(note)) }
    let ubl = String(decoding: electronic.ublBytes, as: UTF8.self)
    #expect(
      ubl.contains(
        "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0<"))
    #expect(ubl.contains(">urn:fdc:peppol.eu:2017:poacc:selfbilling:01:1.0<"))
  }

  private struct Case {
    let name: String
    let seller: TradeParty
    let buyer: TradeParty
    let isOnPeppol: Bool

    var electronic: ElectronicParties {
      ElectronicParties(
        seller: seller.details, buyer: buyer.details, untaxedAs: .reverseCharge)
    }
  }

  private static let cases = [
    Case(name: "peppol", seller: Parties.german, buyer: Parties.platform, isOnPeppol: true),
    Case(name: "core", seller: Parties.german, buyer: Parties.chinese, isOnPeppol: false),
  ]

  private static let invoiceNumber = "M100-SBI-2026-000018"
  private static let creditNumber = "M100-SBC-2026-000001"

  private static func kinds() throws -> [(String, FeeInvoice.Kind)] {
    let original = try InvoiceNumber(parsing: "M100-SBI-2026-000017")
    let earlier = FeeInvoice.Earlier(original, of: try day("2026-11-05"))
    return [
      ("invoice", .invoice), ("credit", .creditNote(of: original, reason: "退款 Refund")),
      (
        "replacement",
        .replacement(
          of: earlier, creditNote: try InvoiceNumber(parsing: creditNumber), reason: "搬迁 Moved")
      ),
      (
        "cancellation",
        .cancellation(
          of: earlier, replacedBy: try InvoiceNumber(parsing: invoiceNumber), reason: "搬迁 Moved")
      ),
    ]
  }

  private static func page(
    _ parties: Case, _ kind: FeeInvoice.Kind
  ) throws -> FeeInvoiceDocument {
    let (isCredit, setOff, credited) =
      switch kind {
      case .invoice, .corrected, .replacement: (false, "50.00", [FeeInvoice.Credited]())
      case .cancellation: (true, "-50.00", [])
      case .creditNote(let original, _):
        (
          true, "0.00",
          [
            FeeInvoice.Credited(original, net: try money("-500.00", "EUR")),
            FeeInvoice.Credited(
              try InvoiceNumber(parsing: "M100-SBI-2026-000009"),
              net: try money("-100.00", "EUR")),
          ]
        )
      }
    let sign = isCredit ? "-" : ""
    let invoice = try FeeInvoice(
      number: InvoiceNumber(parsing: isCredit ? creditNumber : invoiceNumber), kind: kind,
      issueDate: try day("2026-11-12"),
      seller: Party(id: "M-100", name: parties.seller.name).printed(with: parties.seller.details),
      buyer: Party(name: parties.buyer.name).printed(with: parties.buyer.details),
      period: Period(year: 2026, month: 10), statementIDs: ["202610-M-100-joint-EUR"],
      lines: [
        FeeInvoice.Line(
          description: "Backup", amount: try money(sign + "700.00", "EUR"), productID: "P-19"),
        FeeInvoice.Line(
          description: "上期结转 Carried over",
          amount: try money((isCredit ? "" : "-") + "100.00", "EUR")),
      ], taxRate: Rate(parsing: "0.19"),
      selfBilling: FeeInvoice.SelfBilling(
        rounding: try money((isCredit ? "" : "-") + "0.01", "EUR"),
        setOff: try money(setOff, "EUR"), credited: credited))
    return FeeInvoiceDocument(
      invoice: invoice, issued: try Instant(parsing: "2026-11-12T10:00:00+08:00"),
      isTaxInvoice: true)
  }
}
