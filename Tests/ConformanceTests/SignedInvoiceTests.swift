import Digests
import Documents
import Foundation
import Invoicing
import TestKit
import Testing

@Suite("Signed fee invoices before the outside checker")
struct SignedInvoiceTests {
  let authority: TestAuthority
  let typesetter: Typesetter

  init() throws {
    authority = try TestAuthority()
    typesetter = try Typesetter()
  }

  private var options: [String] {
    ["--no-xml", "--sig", "B-B", "--trust", authority.root]
  }

  @Test("invoices and credit notes of every tax case are PAdES B-B, PDF/A-3u and Factur-X at once")
  func hybrids() throws {
    let signer = try authority.signer
    var documents: [Checked] = []
    for (place, parties) in HybridTests.cases.enumerated() {
      for isCredit in [false, true] {
        // Each tax case in two of the languages, each language with four of them.
        let language = DocumentLanguage.allCases[(place + (isCredit ? 1 : 0)) % 3]
        let name = "\(isCredit ? "credit" : "invoice")-\(parties.name)-\(language)"
        let hybrid = try prepared(parties, isCredit: isCredit, language, isHybrid: true)
        documents.append(
          Checked(
            name: "\(name)-factur-x.pdf", bytes: try hybrid.embedding(hybrid.cms(by: signer)),
            passes: Checked.pdf.union(Checked.signature).union(Self.facturX)))
        let plain = try prepared(parties, isCredit: isCredit, language, isHybrid: false)
        documents.append(
          Checked(
            name: "\(name).pdf", bytes: try plain.embedding(plain.cms(by: signer)),
            passes: Checked.pdf.union(Checked.signature)))
      }
    }
    try Checked.expect(documents, options: options)
  }

  @Test("time stamps make invoices and credit notes of every tax case B-T, in the kept file")
  func stampedCases() throws {
    let signer = try authority.signer
    var documents: [Checked] = []
    for (place, parties) in HybridTests.cases.enumerated() {
      let isCredit = !place.isMultiple(of: 2)
      let prepared = try prepared(parties, isCredit: isCredit, .both, isHybrid: true)
      let kept = try #require(SignedPDF(prepared.embedding(prepared.cms(by: signer))))
      let request = try TimeStampRequest(for: kept.cms)
      let token = try request.token(from: authority.answer(to: request.bytes))
      documents.append(
        Checked(
          name: "\(isCredit ? "credit" : "invoice")-\(parties.name)-b-t.pdf",
          bytes: try kept.embedding(TimeStamp(token: token).added(to: kept.cms)),
          passes: Checked.pdf.union(Checked.signature).union(Self.facturX)
            .union(["SIG-TIMESTAMP", "SIG-TSTRUST"])))
    }
    try Checked.expect(documents, options: ["--no-xml", "--sig", "B-T", "--trust", authority.root])
  }

  @Test("a time stamp makes it B-T, and one that is wanted and not there is found")
  func timeStamped() throws {
    let prepared = try prepared(HybridTests.cases[1], isCredit: false, .en, isHybrid: true)
    let cms = try prepared.cms(by: authority.signer)
    let request = try TimeStampRequest(for: cms)
    let token = try request.token(from: authority.answer(to: request.bytes))
    let stamped = try TimeStamp(token: token).added(to: cms)
    let passes = Checked.pdf.union(Checked.signature).union(Self.facturX)
    try Checked.expect(
      [
        Checked(
          name: "stamped.pdf", bytes: prepared.embedding(stamped),
          passes: passes.union(["SIG-TIMESTAMP", "SIG-TSTRUST"])),
        Checked(name: "unstamped.pdf", bytes: prepared.embedding(cms), fails: "SIG-TIMESTAMP"),
      ], options: ["--sig", "B-T", "--trust", authority.root])
  }

  @Test("a changed byte, an appended one, another's root and no signature at all are found")
  func broken() throws {
    let prepared = try prepared(HybridTests.cases[0], isCredit: false, .both, isHybrid: true)
    let signed = try prepared.embedding(prepared.cms(by: authority.signer))
    var flipped = signed
    // In the comment below the version: another byte above 127, and the page is the same.
    let place = try #require(signed.firstIndex(of: UInt8(ascii: "\n"))) + 2
    try #require(signed[place] > 127)
    flipped[place] ^= 1
    var elsewhere = signed
    let digit = try #require(signed.firstRange(of: "factur-x.xml".utf8)).lowerBound
    elsewhere[digit] = UInt8(ascii: "F")
    try Checked.expect(
      [
        Checked(name: "flipped.pdf", bytes: flipped, fails: "SIG-INTACT"),
        Checked(name: "flipped-value.pdf", bytes: flipped, fails: "SIG-PDFSIG"),
        Checked(name: "renamed.pdf", bytes: elsewhere, fails: "SIG-INTACT"),
        Checked(name: "appended.pdf", bytes: signed + Array("\n%x\n".utf8), fails: "SIG-COVERAGE"),
        Checked(name: "unsigned.pdf", bytes: prepared.bytes, fails: "SIG-READ"),
      ], options: options)
    let stranger = try TestAuthority()
    try Checked.expect(
      [Checked(name: "stranger.pdf", bytes: signed, fails: "SIG-TRUST")],
      options: ["--sig", "B-B", "--trust", stranger.root])
    let plain = try typesetter.pdf(
      of: HybridTests.page(HybridTests.cases[0], isCredit: false), language: .en)
    try Checked.expect(
      [Checked(name: "plain.pdf", bytes: plain, fails: "SIG-PRESENT")], options: options)
  }

  private static let facturX: Set = [
    "FX-ATTACH", "FX-FILENAME", "FX-MIME", "FX-MODDATE", "FX-AF", "FX-AFREL", "FX-XMP-TYPE",
    "FX-XMP-FILE", "FX-XMP-VERSION", "FX-XMP-LEVEL", "FX-XMP-SCHEMA", "XSD-FX-EN16931",
    "FACTUR-X-EN16931", "HYB-TEXT",
    "HYB-NUMBER", "HYB-DATE", "HYB-SELLER", "HYB-BUYER", "HYB-BT-112", "HYB-BT-115", "HYB-BT-109",
    "HYB-LINES", "CALC-LINE", "CALC-VAT", "CALC-TOTALS",
  ]

  private func prepared(
    _ parties: HybridTests.Case, isCredit: Bool, _ language: DocumentLanguage, isHybrid: Bool
  ) throws -> PreparedPDF {
    var page = try HybridTests.page(parties, isCredit: isCredit)
    page.issued = authority.now
    let electronic = try page.invoice.electronic(
      between: ElectronicParties(
        seller: parties.seller.details, buyer: parties.buyer.details,
        untaxedAs: parties.untaxedAs), data: page.reference)
    return try typesetter.preparedPDF(
      of: page, language: language,
      facturX: isHybrid ? FacturX(xml: electronic.ciiBytes(for: .attachment)) : nil)
  }
}
