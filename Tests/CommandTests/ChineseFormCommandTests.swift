import Foundation
import TestKit
import Testing

/// The Chinese form of fee invoices and credit notes, by commands: 425.00 at 6 %, 25.50 of tax; 100.00 of
/// it given back, 6.00 of tax.
@Suite("Chinese forms")
struct ChineseFormCommandTests {
  private static let blue = "CN-FEE-2026-000001"
  private static let credit = "CN-CRN-2026-000001"
  private static let number = "26312000000012345678"

  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-chinese-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  private func know(_ settled: Command, _ party: [String], _ more: [String]) throws {
    let known = try settled.run(
      ["invoice", "party"] + party + more + ["--from", "2026-01-01", "--as", "ann"])
    #expect(known.code == 0, "\(known.err)")
  }

  private func world(_ name: String, country: String = "CN", tax: String) throws -> Command {
    let settled = try CommandDatabase.sealedOctober(name)
    try know(
      settled, ["--site", "cn"], ["--country", country, "--city", "X", "--tax-number", tax])
    try know(
      settled, ["M-1"],
      ["--country", "CN", "--city", "北京市", "--tax-number", "CN91110108MA0123456G"])
    let issued = try settled("invoice", "issue", "RUN-202610-cn-1", "--as", "ann")
    #expect(issued.code == 0, "\(issued.err)")
    return settled
  }

  private func form(_ settled: Command, _ id: String, in folder: String) throws -> String {
    let written = try settled.run(
      ["invoice", "download", id, "--type", "chinese", "-O", folder])
    #expect(written.out == "\(folder)/\(id).chinese.xml\n", "\(written.err)")
    return try String(contentsOfFile: "\(folder)/\(id).chinese.xml", encoding: .utf8)
  }

  private func expect(_ xml: String, _ parts: String...) {
    for part in parts { #expect(xml.contains(part), "\(part) is not in \(xml)") }
  }

  /// The totals say what the document's JSON says.
  private func expectFigures(
    of xml: String, _ settled: Command, _ id: String, in folder: String
  ) throws {
    _ = try settled.run(["invoice", "download", id, "--type", "json", "-O", folder])
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(id).json"))
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    for (element, member) in [
      ("TotalAmWithoutTax", "net"), ("TotalTaxAm", "tax"), ("TotalTax-includedAmount", "gross"),
    ] {
      let figure = try #require(json[member] as? String)
      expect(xml, "<\(element)>\(figure)</\(element)>")
    }
    let hash = try Tool.run("sha256sum", ["\(folder)/\(id).json"]).prefix(64)
    expect(xml, "sha256:\(hash)")
  }

  @Test(
    "a request becomes the tax bureau's invoice with its number, and a red one on a confirmation")
  func forms() throws {
    try inFolder { folder in
      let settled = try world("chinese_forms", tax: "CN91310115MA1K34567F")
      let (blue, credit) = (Self.blue, Self.credit)
      let request = try form(settled, blue, in: folder)
      expect(
        request, "<EInvoiceTag>SWEI3100<", "<LabelCode>Y<", "<LabelName>增值税专用发票<",
        "<SellerIdNum>91310115MA1K34567F<", "<BuyerIdNum>91110108MA0123456G<",
        "<ItemName>*信息技术服务*平台服务费<", "<TotalAmWithoutTax>425.00<", "<TotalTaxAm>25.50<",
        "<TotalTax-includedAmount>450.50<", "肆佰伍拾圆伍角", "202610-M-1-general-CNY")
      #expect(!request.contains("EIid") && !request.contains("TaxSupervisionInfo"))
      try expectFigures(of: request, settled, blue, in: folder)
      #expect(try form(settled, blue, in: folder) == request)
      let legal = try settled(
        "invoice", "legal", blue, "--number", Self.number, "--issued-on", "2026-11-02", "--as",
        "ann")
      #expect(legal.code == 0, "\(legal.err)")
      let issued = try form(settled, blue, in: folder)
      expect(
        issued, "<EIid>\(Self.number)<", "<InvoiceNumber>\(Self.number)<",
        "<IssueTime>2026-11-02<")
      #expect(!issued.contains("TaxBureauSignature"))
      let given = try settled(
        "invoice", "credit", blue, "--amount", "100.00", "--reason", "rate", "--as", "ann")
      #expect(given.code == 0, "\(given.err)")
      try expectRed(settled, credit, in: folder)
      let archive = "\(folder)/all.zip"
      #expect(
        try settled.run(
          ["invoice", "download", "--period", "202610", "--site", "cn", "--archive", archive]
        ).code == 0)
      let manifest = try Tool.run("unzip", ["-p", archive, "manifest.json"])
      for id in [blue, credit] {
        expect(
          manifest,
          #"{"name":"\#(id).chinese.xml","kind":"chinese_invoice","document_number":"\#(id)""#)
      }
    }
  }

  private func expectRed(_ settled: Command, _ credit: String, in folder: String) throws {
    let none = try settled.run(
      ["invoice", "download", credit, "--type", "chinese", "-O", folder])
    #expect(none.code == 6 && none.err.contains("red-letter request"), "\(none.err)")
    // Without it the others are written.
    let others = try settled.run(["invoice", "download", credit, "-O", folder])
    #expect(others.code == 0 && !others.out.contains("chinese.xml"), "\(others.out)\(others.err)")
    let month = try settled.run(
      ["invoice", "download", "--period", "202610", "--partner", "M-1", "--type", "chinese"]
        + ["-O", folder])
    #expect(month.out == "\(folder)/\(Self.blue).chinese.xml\n", "\(month.err)")
    #expect(month.err.contains("no Chinese form: there is no red-letter"), "\(month.err)")
    for words in [
      ["request", Self.blue, "--credit", credit, "--reason-code", "04"],
      ["record", "RLC-1", "--state", "01", "--number", "31012611000000000001"],
    ] {
      let done = try settled.run(["invoice", "red-letter"] + words + ["--as", "ann"])
      #expect(done.code == 0, "\(done.err)")
    }
    let red = try form(settled, credit, in: folder)
    expect(
      red, "<LabelCode>N<", "<OriginalInvoiceCode>\(Self.number)<",
      "<CreditNoteNumber>31012611000000000001<", "<TotalAmWithoutTax>-100.00<",
      "<TotalTaxAm>-6.00<", "<TotalTax-includedAmount>-106.00<", "负壹佰零陆圆整")
    try expectFigures(of: red, settled, credit, in: folder)
    let legal = try settled(
      "invoice", "legal", credit, "--number", "26312000000012345679", "--issued-on", "2026-11-03",
      "--as", "ann")
    #expect(legal.code == 0, "\(legal.err)")
    expect(
      try form(settled, credit, in: folder), "<EIid>26312000000012345679<",
      "<CreditNoteNumber>31012611000000000001<")
  }

  @Test("a seller elsewhere, and one whose tax number is none, are refused with the reason")
  func refused() throws {
    try inFolder { folder in
      let elsewhere = try world("chinese_elsewhere", country: "SG", tax: "SG200012345A")
      let abroad = try elsewhere.run(
        ["invoice", "download", Self.blue, "--type", "chinese", "-O", folder])
      #expect(abroad.code == 6 && abroad.err.contains("not in China"), "\(abroad.err)")
      #expect(abroad.err.contains("--type cii"), "\(abroad.err)")
      let odd = try world("chinese_number", tax: "CN123")
      let refused = try odd.run(
        ["invoice", "download", Self.blue, "--type", "chinese", "-O", folder])
      #expect(refused.code == 65, "\(refused.err)")
      for part in ["\(Self.blue) cannot", "tax number of the seller", "business licence"] {
        #expect(refused.err.contains(part), "\(part) is not in \(refused.err)")
      }
    }
  }
}
