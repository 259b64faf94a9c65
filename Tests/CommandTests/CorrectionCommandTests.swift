import Foundation
import TestKit
import Testing

/// `invoice correct`, from the command to the archive. M-1 sold 8,500.00 of which 5 % are kept, and 6 %
/// tax is on that: 425.00 and 25.50, together 450.50; M-2 has 320.00 and 19.20, together 339.20.
struct CorrectionCommandTests {
  private let run = "RUN-202610-cn-1"

  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-correct-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  private func know(_ party: [String], _ country: String, _ city: String, _ settled: Command) throws
  {
    let entered = try settled.run(
      ["invoice", "party"] + party + ["--country", country, "--city", city, "--post-code", "20095"]
        + ["--tax-number", country == "DE" ? "DE123456789" : "FR40303265045"]
        + ["--from", "2026-01-01", "--as", "ann"])
    #expect(entered.code == 0, "\(entered.err)")
  }

  /// October invoiced, with the issuer in Germany.
  private func world(_ name: String, buyer: String, signer: String? = nil) throws -> Command {
    var settled = try CommandDatabase.sealedOctober(name)
    settled.signer = signer
    try know(["--site", "cn"], "DE", "Berlin", settled)
    try know(["M-1"], buyer, "Altona", settled)
    let issued = try settled("invoice", "issue", run, "--as", "ann")
    #expect(issued.code == 0, "\(issued.err)")
    return settled
  }

  private func text(_ pdf: String) throws -> String {
    try Tool.run("pdftotext", ["-layout", pdf, "-"])
  }

  /// The number of M-1's fee invoice, whatever the year.
  private func first(_ settled: Command) throws -> String {
    let list = try settled("invoice", "list", "--partner", "M-1", "--format", "csv").out
    return String(try #require(list.firstMatch(of: #/CN-FEE-\d{4}-\d{6}/#)).output)
  }

  @Test("between German parties a signed 384 replaces the invoice, whose original stays as it was")
  func german() throws {
    try inFolder { folder in
      let settled = try world(
        "correct_german", buyer: "DE", signer: InvoiceIssueTests.signer(in: folder))
      let number = try first(settled)
      let before = "\(folder)/before", after = "\(folder)/after"
      for type in ["pdf", "json"] {
        _ = try settled.run(["invoice", "download", number, "--type", type, "-O", before])
      }
      let same = try settled("invoice", "correct", number, "--reason", "moved", "--as", "ann")
      #expect(same.code == 6 && same.err.contains("invoice party M-1"), "\(same.err)")
      try know(["M-1"], "DE", "Harburg", settled)
      let corrected = try settled(
        "invoice", "correct", number, "--reason", "moved to Harburg", "--as", "ann", "--format",
        "csv")
      let replacement = String(
        try #require(corrected.out.firstMatch(of: #/CN-COR-\d{4}-000001/#)).output)
      #expect(
        corrected.out.contains(
          ",CNY,425.00,0.060000,25.50,450.50,\(number),202610-M-1-general-CNY,moved to Harburg,"),
        "\(corrected.err)")
      #expect(corrected.out.contains(",\"CN=Documents") && !corrected.out.contains("CRN"))
      let shown = try settled("invoice", "show", number, "--json").object()
      #expect(shown["replaced_by"] as? String == replacement)
      for type in ["pdf", "json"] {
        _ = try settled.run(["invoice", "download", number, "--type", type, "-O", after])
        let files = try [before, after].map {
          try Data(contentsOf: URL(fileURLWithPath: "\($0)/\(number).\(type)"))
        }
        #expect(files[0] == files[1])
      }
      _ = try settled.run(["invoice", "download", replacement, "-O", folder])
      let page = try text("\(folder)/\(replacement).pdf")
      for words in [
        "CORRECTED INVOICE", "更正发票", "\(number) (", "moved to Harburg", "450.50", "Harburg",
        "The tax of CNY 25.50 is to be paid; what was paid of it for",
      ] { #expect(page.contains(words), "\(words) is not in \(page)") }
      #expect(!page.contains("Altona"))
      let json = try String(contentsOfFile: "\(folder)/\(replacement).json", encoding: .utf8)
      #expect(json.contains(#""kind":"corrected_invoice","corrects":"\#(number)""#), "\(json)")
      for (suffix, code) in [
        ("cii", "<ram:TypeCode>384</ram:TypeCode>"),
        ("ubl", "<cbc:InvoiceTypeCode>384</cbc:InvoiceTypeCode>"),
      ] {
        let xml = try String(
          contentsOfFile: "\(folder)/\(replacement).\(suffix).xml", encoding: .utf8)
        #expect(xml.contains(code) && xml.contains(">\(number)<"), "\(xml)")
      }
      try expectArchive(folder, settled)
      try expectSound(settled)
    }
  }

  /// M-1's and M-2's are 450.50 and 339.20; the corrected invoice says again what M-1's said.
  private func expectArchive(_ folder: String, _ settled: Command) throws {
    let path = "\(folder)/all.zip"
    _ = try settled.run(
      ["invoice", "download", "--period", "202610", "--site", "cn", "--archive", path])
    let manifest = try Tool.run("unzip", ["-p", path, "manifest.json"])
    #expect(
      manifest.contains(
        #""kind":"platform_fee_invoice","currency":"CNY","files":2,"amount":"789.70""#),
      "\(manifest)")
    #expect(manifest.contains(#""kind":"corrected_invoice""#))
    #expect(!manifest.contains(#""kind":"corrected_invoice","currency""#))
  }

  private func expectSound(_ settled: Command) throws {
    for words in [
      ["invoice", "gaps"], ["audit", "verify"], ["ledger", "check", "--site", "cn"],
      ["replay", "202610", "--site", "cn"],
    ] {
      let done = try settled.run(words)
      #expect(done.code == 0, "\(words): \(done.out)\(done.err)")
    }
    let checked = try settled("period", "check", "--period", "202610", "--site", "cn")
    #expect(!checked.out.contains("unposted"), "\(checked.out)")
    #expect(try settled("audit", "list", "--format", "csv").out.contains("invoice_corrected"))
  }

  @Test(
    "with a buyer elsewhere a credit note and a new invoice replace it, and later credits name that"
  )
  func elsewhere() throws {
    try inFolder { folder in
      let settled = try world("correct_elsewhere", buyer: "FR")
      let number = try first(settled)
      try know(["M-1"], "FR", "Lyon", settled)
      let corrected = try settled(
        "invoice", "correct", number, "--reason", "moved to Lyon", "--as", "ann", "--format", "csv")
      let rows = corrected.out.split(separator: "\r\n").map(String.init)
      try #require(rows.count == 3, "\(corrected.out)\(corrected.err)")
      let replacement = String(rows[1].prefix { $0 != "," })
      let credit = String(rows[2].prefix { $0 != "," })
      #expect(replacement.contains("-FEE-") && credit.contains("-CRN-"))
      for row in rows.dropFirst() {
        #expect(row.contains(",CNY,425.00,0.060000,25.50,450.50,\(number),"), "\(row)")
      }
      #expect(rows[2].hasSuffix(",\(replacement),"))
      for id in [replacement, credit] {
        _ = try settled.run(["invoice", "download", id, "-O", folder])
      }
      let page = try text("\(folder)/\(replacement).pdf")
      for words in ["PLATFORM FEE INVOICE", "\(number) (", credit, "moved to Lyon", "Lyon"] {
        #expect(page.contains(words), "\(words) is not in \(page)")
      }
      let cancelled = try text("\(folder)/\(credit).pdf")
      for words in ["CREDIT NOTE", "\(number) (", replacement, "Altona", "nothing is to be paid"] {
        #expect(cancelled.contains(words), "\(words) is not in \(cancelled)")
      }
      let cii = try String(contentsOfFile: "\(folder)/\(replacement).cii.xml", encoding: .utf8)
      for part in ["<ram:TypeCode>380</ram:TypeCode>", ">\(number)<", ">\(credit)<"] {
        #expect(cii.contains(part), "\(part) is not in \(cii)")
      }
      let old = try settled("invoice", "credit", number, "--reason", "x", "--as", "ann")
      #expect(old.code == 6 && old.err.contains(replacement), "\(old.err)")
      // Of 425.00 all can still be given back, and not a fen more.
      let more = try settled(
        "invoice", "credit", replacement, "--amount", "425.01", "--reason", "x", "--as", "ann")
      #expect(more.code == 6, "\(more.err)")
      let all = try settled(
        "invoice", "credit", replacement, "--reason", "charged twice", "--as", "ann", "--format",
        "csv")
      #expect(all.out.contains(",425.00,0.060000,25.50,450.50,\(replacement),"), "\(all.err)")
      try expectSound(settled)
    }
  }
}
