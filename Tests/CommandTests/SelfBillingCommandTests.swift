import Foundation
import TestKit
import Testing

/// Agreement, self-billed invoice, credit note and their files, as a person types it.
///
/// M-D of site eu sells at 70 % in joint operation, taxed at 19 %. September: 1,190.00 are 700.00 and
/// 133.00 of tax, 833.00. In October they come back, and 595.00 of another product are 350.00 and 66.50,
/// 416.50: together -416.50, 350.00 and 66.50 to be credited.
struct SelfBillingCommandTests {
  private let september = "202609-M-D-joint-EUR"
  private let october = "202610-M-D-joint-EUR"

  private func world(_ name: String) throws -> Command {
    let database = try CommandDatabase(name)
    try database.run(Statements.jointInEurope)
    return database.settled
  }

  private func seal(_ month: String, _ settled: Command, isPlanned: Bool = false) throws {
    let run = "RUN-\(month)-eu-1"
    let plan = isPlanned ? [] : [["plan", "--period", month, "--site", "eu", "--as", "ann"]]
    for words in plan + [
      ["submit", run, "--as", "ann"], ["approve", run, "--as", "bea"],
      ["seal", run, "--as", "bea"],
    ] {
      let done = try settled.run(["run"] + words)
      #expect([0, 3].contains(done.code), "\(words): \(done.err)")
    }
  }

  private func countersign(_ statement: String, _ settled: Command) throws {
    for state in ["countersigning", "pending_invoice"] {
      let moved = try settled("statement", "move", "--to", state, statement, "--as", "ann")
      #expect(moved.code == 0, "\(moved.err)")
    }
  }

  private func agree(_ settled: Command) throws {
    let early = try settled("invoice", "agree", "M-D", "--reference", "SB-17", "--as", "ann")
    #expect(early.code == 6 && early.err.contains("invoice party M-D"), "\(early.err)")
    for party in [
      ["--site", "eu", "--country", "IE", "--tax-number", "IE6388047V"]
        + ["--electronic-address", "0088:4012345000009"],
      ["M-D", "--country", "DE", "--city", "Berlin", "--tax-number", "DE123456789"]
        + ["--electronic-address", "9930:DE123456789"],
    ] {
      let named = try settled.run(
        ["invoice", "party"] + party + ["--from", "2026-01-01", "--as", "ann"])
      #expect(named.code == 0, "\(named.err)")
    }
    let chinese = try settled("invoice", "agree", "M-1", "--reference", "x", "--as", "ann")
    #expect(chinese.code == 6 && chinese.err.contains("反向开票"), "\(chinese.err)")
    let agreed = try settled(
      "invoice", "agree", "M-D", "--reference", "SB-17", "--from", "2026-01-01", "--as", "ann")
    #expect(agreed.code == 0 && agreed.err.contains("MD-SBI-"), "\(agreed.err)")
    let listed = try settled("invoice", "agreements", "--format", "csv").out
    #expect(listed.contains("\r\nM-D,MD,2026-01-01,,SB-17,O,ann,"), "\(listed)")
  }

  @Test("sold, self-billed, refunded and credited: amounts, states, files, archive and gaps")
  func whole() throws {
    let settled = try world("self_billing")
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-self-billing-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try agree(settled)
    let planned = try settled("run", "plan", "--period", "202609", "--site", "eu", "--as", "ann")
    #expect([0, 3].contains(planned.code), "\(planned.err)")
    try preview("RUN-202609-eu-1", settled, into: folder)
    try seal("202609", settled, isPlanned: true)
    try preview(september, settled, into: folder)
    let early = try settled("invoice", "self-bill", september, "--as", "ann")
    #expect(early.code == 6 && early.err.contains("pending_countersign"), "\(early.err)")
    try countersign(september, settled)
    let drawn = try settled("invoice", "preview", september, "-O", folder)
    #expect(drawn.out == "\(folder)/preview-\(september)-19.pdf\n", "\(drawn.err)")
    #expect(try !settled("invoice", "list", "--format", "csv").out.contains("SBI"))
    let billed = try settled(
      "invoice", "self-bill", "RUN-202609-eu-1", "--as", "ann", "--format", "csv")
    let year = try #require(billed.out.firstRange(of: #/MD-SBI-\d{4}/#).map { billed.out[$0] })
    let invoice = "\(year)-000001"
    let credit = invoice.replacingOccurrences(of: "SBI", with: "SBC")
    #expect(billed.out.contains("\n\(invoice),self_billed,eu,202609,"), "\(billed.err)")
    #expect(billed.out.contains(",M-D,Daten GmbH,EUR,700.00,0.190000,133.00,833.00,,\(september),"))
    let states = try settled("statement", "states", "--period", "202609", "--format", "csv").out
    #expect(states.contains("\(september),M-D,833.00,payment_requested,"), "\(states)")
    try seal("202610", settled)
    let credited = try settled(
      "invoice", "self-bill", october, "--as", "ann", "--format", "csv")
    #expect(credited.out.contains("\n\(credit),self_billed_credit,eu,202610,"), "\(credited.err)")
    #expect(credited.out.contains(",EUR,350.00,0.190000,66.50,416.50,\(invoice),\(october),"))
    let none = try settled("invoice", "self-bill", "RUN-202610-eu-1", "--as", "ann", "--json")
    #expect(none.code == 0 && none.out == "[]\n", "\(none.out)\(none.err)")
    try files(invoice, credit, settled, in: folder)
    #expect(try settled("invoice", "gaps").code == 0)
    #expect(try settled("ledger", "check").code == 0)
    #expect(try settled("audit", "verify").code == 0)
  }

  /// Of a plan, and of what is sealed and not countersigned: 700.00, 133.00 and 833.00, without number.
  private func preview(_ id: String, _ settled: Command, into folder: String) throws {
    let path = "\(folder)/preview-\(september)-19.pdf"
    let drawn = try settled("invoice", "preview", id, "-O", folder)
    #expect(drawn.code == 0 && drawn.out == "\(path)\n", "\(drawn.err)")
    let page = try Tool.run("pdftotext", ["-layout", path, "-"])
    for part in ["PREVIEW", "SELF-BILLED INVOICE", "Backup", "700.00", "133.00", "EUR 833.00"] {
      #expect(page.contains(part), "\(part) is not in \(page)")
    }
    #expect(!page.contains("MD-SBI"), "\(page)")
    #expect(try !settled("invoice", "list", "--format", "csv").out.contains("self_billed"))
    #expect(try settled("invoice", "gaps").code == 0)
  }

  private func files(
    _ invoice: String, _ credit: String, _ settled: Command, in folder: String
  ) throws {
    for number in [invoice, credit] {
      let written = try settled("invoice", "download", number, "-O", folder)
      #expect(
        written.out
          == ["pdf", "json", "cii.xml", "ubl.xml"].map { "\(folder)/\(number).\($0)\n" }.joined(),
        "\(written.err)")
    }
    let page = try Tool.run("pdftotext", ["-layout", "\(folder)/\(invoice).pdf", "-"])
    for part in ["Self-billing", "SELF-BILLED INVOICE", "700.00", "133.00", "833.00", "Backup"] {
      #expect(page.contains(part), "\(part) is not in \(page)")
    }
    #expect(
      try Tool.run("pdfdetach", ["-list", "\(folder)/\(invoice).pdf"]).contains("factur-x.xml"))
    let ubl = try String(contentsOfFile: "\(folder)/\(credit).ubl.xml", encoding: .utf8)
    for part in [
      "poacc:selfbilling:3.0<", ">261</cbc:CreditNoteTypeCode>", ">\(invoice)</cbc:ID>",
      ">700.00</cbc:LineExtensionAmount>", ">350.00</cbc:AllowanceTotalAmount>",
      ">66.50</cbc:TaxAmount>", ">416.50</cbc:PayableAmount>",
    ] { #expect(ubl.contains(part), "\(part) is not in \(ubl)") }
    let json = try String(contentsOfFile: "\(folder)/\(invoice).json", encoding: .utf8)
    #expect(
      json.contains(#""mention":"Self-billing","rounding":"0.00","set_off":"0.00""#), "\(json)")
    let archive = "\(folder)/all.zip"
    let packed = try settled.run(
      ["invoice", "download", "--period", "202609", "--site", "eu", "--archive", archive])
    #expect(packed.code == 0, "\(packed.err)")
    let manifest = try Tool.run("unzip", ["-p", archive, "manifest.json"])
    #expect(manifest.contains("self_billed_invoice"), "\(manifest)")
  }

  @Test("the job of the night issues what waits, has it signed and says so")
  func job() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-self-billing-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var settled = try world("self_billing_job")
    settled.signer = try InvoiceIssueTests.signer(in: folder.path)
    try agree(settled)
    try seal("202609", settled)
    try countersign(september, settled)
    try seal("202610", settled)
    let job = try settled("job", "run", "month-end", "--site", "eu", "--period", "202610")
    #expect(job.code == 0, "\(job.err)")
    // One for September, and with it the credit note for October.
    #expect((job.out + job.err).contains("2 self-billed"), "\(job.out)\(job.err)")
    let listed = try settled("invoice", "list", "--site", "eu", "--format", "csv").out
    #expect(listed.contains("self_billed,eu,202609") && listed.contains("self_billed_credit,eu"))
    #expect(listed.components(separatedBy: ",\"CN=Documents").count == 3, "\(listed)")
    let number = try #require(listed.firstRange(of: #/MD-SBI-\d{4}-000001/#).map { listed[$0] })
    _ = try settled.run(
      ["invoice", "download", String(number), "--type", "pdf", "-O", folder.path])
    let inspected = try Tool.run("pdfsig", ["-nocert", "\(folder.path)/\(number).pdf"])
    #expect(inspected.contains("Total document signed"), "\(inspected)")
    try correct(String(number), settled)
  }

  /// Of 700.00 October has credited 350.00, so that 350.00 and 66.50 are left.
  private func correct(_ number: String, _ settled: Command) throws {
    let moved = try settled.run(
      ["invoice", "party", "M-D", "--country", "DE", "--city", "Hamburg", "--from", "2026-01-01"]
        + ["--tax-number", "DE123456789", "--electronic-address", "9930:DE123456789"]
        + ["--as", "ann"])
    #expect(moved.code == 0, "\(moved.err)")
    let corrected = try settled(
      "invoice", "correct", number, "--reason", "moved", "--as", "ann", "--format", "csv")
    let rows = corrected.out.split(separator: "\r\n").dropFirst()
    #expect(rows.count == 2, "\(corrected.out)\(corrected.err)")
    for (row, kind) in zip(rows, ["self_billed,", "self_billed_credit,"]) {
      #expect(row.contains(",\(kind)eu,202609,"), "\(row)")
      #expect(row.contains(",EUR,350.00,0.190000,66.50,416.50,\(number),\(september),moved,"))
      #expect(row.contains(",\"CN=Documents"), "\(row)")
    }
    let shown = try settled("invoice", "show", number, "--json").object()
    #expect(shown["replaced_by"] as? String == rows.first?.prefix { $0 != "," }.description)
    #expect(shown["left"] as? String == "0.00", "\(shown)")
    #expect(try settled("invoice", "gaps").code == 0)
  }
}
