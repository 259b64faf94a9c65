import Foundation
import TestKit
import Testing

/// Preview, issue, credit and signature of fee invoices. M-1 sold 8,500.00 of which 5 % are kept, and
/// 6 % tax is on that: 425.00 and 25.50; M-2 6,400.00: 320.00 and 19.20.
struct InvoiceIssueTests {
  private let run = "RUN-202610-cn-1"
  private let first = "CN-FEE-2026-000001"

  /// A folder that is removed afterwards.
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-issue-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  /// Key and certificate of a signer of its own, as `SETTLED_SIGNER` names them.
  static func signer(in folder: String, days: Int = 2) throws -> String {
    let (key, certificate) = ("\(folder)/signer.key", "\(folder)/signer.crt")
    try Tool.run(
      "openssl",
      ["req", "-x509", "-nodes", "-days", "\(days)", "-newkey", "ec"]
        + ["-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", key, "-out", certificate]
        + ["-subj", "/O=Example Platform/CN=Documents"]
        + ["-addext", "keyUsage=critical,digitalSignature,nonRepudiation"])
    let path = "\(folder)/signer-\(days).pem"
    let files = try [key, certificate].map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    try (files[0] + files[1]).write(to: URL(fileURLWithPath: path))
    return path
  }

  private func text(_ pdf: String) throws -> String {
    try Tool.run("pdftotext", ["-layout", pdf, "-"])
  }

  @Test("a document that was signed is one file for ever, and the copies are not signed")
  func signed() throws {
    try inFolder { folder in
      var settled = try CommandDatabase.sealedOctober("signed_invoices")
      settled.signer = try Self.signer(in: folder)
      let issued = try settled("invoice", "issue", run, "--as", "ann", "--json")
      #expect(issued.code == 0, "\(issued.err)")
      let shown = try settled("invoice", "show", first, "--json").object()
      #expect(shown["signer"] as? String == "CN=Documents,O=Example Platform")
      // Whoever signs later, and with what, changes nothing of it.
      settled.signer = nil
      var files: [Data] = []
      for round in 1...2 {
        let place = "\(folder)/\(round)"
        let written = try settled.run(
          ["invoice", "download", first, "--type", "pdf", "-O", place])
        #expect(written.code == 0, "\(written.err)")
        files.append(try Data(contentsOf: URL(fileURLWithPath: "\(place)/\(first).pdf")))
      }
      #expect(files[0] == files[1])
      let path = "\(folder)/1/\(first).pdf"
      let sum = try Tool.run("sha256sum", [path])
      #expect(sum.prefix(64) == shown["sha256"] as? String ?? "")
      let inspected = try Tool.run("pdfsig", ["-nocert", path])
      for part in ["Signature is Valid.", "Total document signed", "ETSI.CAdES.detached"] {
        #expect(inspected.contains(part), "\(inspected)")
      }
      let page = try text(path)
      for amount in ["425.00", "25.50", "450.50"] { #expect(page.contains(amount), "\(page)") }
      _ = try settled.run(
        ["invoice", "download", first, "--type", "pdf", "--lang", "zh", "-O", "\(folder)/zh"])
      #expect(throws: Tool.Failure.self) {
        try Tool.run("pdfsig", ["-nocert", "\(folder)/zh/\(first).pdf"])
      }
      #expect(try settled("audit", "list", "--format", "csv").out.contains("invoices_signed"))
      #expect(try settled("audit", "verify").code == 0)
    }
  }

  @Test("the job of the night signs what it issues")
  func signedByTheJob() throws {
    try inFolder { folder in
      var settled = try CommandDatabase("signed_by_job").settled
      settled.signer = try Self.signer(in: folder)
      let job = ["job", "run", "month-end", "--site", "cn", "--period", "202610"]
      #expect(try settled.run(job).code == 8)
      #expect(try settled("run", "approve", run, "--as", "bea").code == 0)
      let closed = try settled.run(job)
      #expect(closed.code == 0, "\(closed.err)")
      let listed = try settled("invoice", "list", "--period", "202610", "--format", "csv").out
      #expect(listed.components(separatedBy: ",\"CN=Documents").count == 3, "\(listed)")
    }
  }

  @Test(
    "what was issued without a signer is signed later, once, and a signer that cannot is refused")
  func signedLater() throws {
    try inFolder { folder in
      var settled = try CommandDatabase.sealedOctober("signed_later")
      #expect(try settled("invoice", "issue", run, "--as", "ann").code == 0)
      let nobody = try settled("invoice", "sign", first, "--as", "ann")
      #expect(nobody.code == 78 && nobody.err.contains("SETTLED_SIGNER"), "\(nobody.err)")
      settled.signer = "\(folder)/absent.pem"
      #expect(try settled("invoice", "sign", first, "--as", "ann").code == 78)
      settled.signer = try Self.signer(in: folder, days: 1)
      let key = "\(folder)/signer.key"
      settled.signer = key
      let keyOnly = try settled("invoice", "sign", first, "--as", "ann")
      #expect(keyOnly.code == 78 && keyOnly.err.contains("certificates"), "\(keyOnly.err)")
      settled.signer = try Self.signer(in: folder)
      let one = try settled("invoice", "sign", first, "--as", "ann")
      #expect(one.out == "1 document signed\n", "\(one.err)")
      let rest = try settled("invoice", "sign", "--period", "202610", "--as", "ann")
      #expect(rest.out == "1 document signed\n", "\(rest.err)")
      let none = try settled("invoice", "sign", "--period", "202610", "--as", "ann")
      #expect(none.out == "0 documents signed\n")
      let doctor = try settled("doctor")
      #expect(doctor.out.contains("CN=Documents,O=Example Platform"), "\(doctor.out)")
    }
  }

  @Test("a preview uses no number; one merchant's invoice is issued alone, then the others'")
  func oneByOne() throws {
    try inFolder { folder in
      let draft = try CommandDatabase("preview_of_a_draft").settled
      _ = try draft("run", "plan", "--period", "202610", "--site", "cn", "--as", "ann")
      let early = try draft("invoice", "preview", run, "--partner", "M-1", "-O", folder)
      #expect(early.out == "\(folder)/preview-M-1-202610-CNY.pdf\n", "\(early.err)")
      #expect(try text("\(folder)/preview-M-1-202610-CNY.pdf").contains("450.50"))
      #expect(try draft("invoice", "issue", run, "--as", "ann").code == 6)

      let settled = try CommandDatabase.sealedOctober("one_by_one")
      let drawn = try settled("invoice", "preview", run, "-O", folder)
      let paths = ["M-1", "M-2"].map { "\(folder)/preview-\($0)-202610-CNY.pdf" }
      #expect(drawn.out == paths.map { $0 + "\n" }.joined(), "\(drawn.err)")
      let page = try text(paths[0])
      #expect(page.contains("PREVIEW") && page.contains("450.50") && !page.contains("CN-FEE"))
      #expect(try !settled("invoice", "list", "--format", "csv").out.contains("FEE"))
      let second = try settled(
        "invoice", "issue", "202610-M-2-general-CNY", "--as", "ann", "--format", "csv")
      #expect(second.out.contains("\n\(first),fee,cn,202610,"), "\(second.out)")
      #expect(second.out.contains(",M-2,Harbour Services,CNY,320.00,0.060000,19.20,339.20,"))
      #expect(!second.out.contains(",M-1,"))
      let others = try settled(
        "invoice", "issue", run, "--as", "ann", "--format", "csv")
      #expect(others.out.contains("\nCN-FEE-2026-000002,fee,"), "\(others.out)")
      #expect(others.out.contains("\n\(first),fee,"))
      #expect(
        try settled("invoice", "issue", run, "--as", "ann", "--format", "csv").out == others.out)
      let other = try settled(
        "invoice", "preview", "202610-M-2-general-CNY", "--partner", "M-1", "-O", folder)
      #expect(other.code == 64, "\(other.err)")
      let nothing = try settled("invoice", "preview", run, "--partner", "M-1", "-O", folder)
      #expect(nothing.code == 5, "\(nothing.err)")
      #expect(try settled("invoice", "gaps").code == 0)
    }
  }

  @Test("a name that cannot be drawn is refused before a number, and another name helps")
  func undrawable() throws {
    try inFolder { folder in
      let settled = try CommandDatabase.sealedOctober(
        "undrawable", after: Statements.undrawableName)
      let refused = try settled("invoice", "issue", run, "--as", "ann")
      #expect(refused.code == 65, "\(refused.out)")
      for part in ["M-1", "U+1FAE8", "settled invoice party M-1 --name"] {
        #expect(refused.err.contains(part), "\(refused.err)")
      }
      #expect(try !settled("invoice", "list", "--format", "csv").out.contains("FEE"))
      #expect(try settled("invoice", "issue", run, "--partner", "M-2", "--as", "ann").code == 0)
      let named = try settled(
        "invoice", "party", "M-1", "--country", "CN", "--name", "莲花云科技有限公司", "--from",
        "2026-01-01", "--as", "ann")
      #expect(named.code == 0, "\(named.err)")
      let issued = try settled("invoice", "issue", run, "--as", "ann", "--format", "csv")
      #expect(issued.out.contains(",M-1,莲花云科技有限公司,CNY,425.00,"), "\(issued.err)")
      let number = "CN-FEE-2026-000002"
      #expect(try settled("invoice", "download", number, "-O", folder).code == 0)
      #expect(try text("\(folder)/\(number).pdf").contains("莲花云科技有限公司"))
      #expect(try settled("invoice", "gaps").code == 0)
    }
  }

  @Test("an invoice is given back in parts and not in more than there is of it")
  func credited() throws {
    try inFolder { folder in
      let settled = try CommandDatabase.sealedOctober("credited")
      for party in [["--site", "cn", "--tax-number", "CN91310115MA1K34567F"], ["M-1"]] {
        #expect(
          try settled.run(
            ["invoice", "party"] + party + ["--country", "CN", "--from", "2026-01-01"]
              + ["--as", "ann"]
          ).code == 0)
      }
      #expect(try settled("invoice", "issue", run, "--as", "ann").code == 0)
      // 6 % of 100.00 are 6.00.
      let part = try settled(
        "invoice", "credit", first, "--amount", "100.00", "--reason", "rate corrected", "--as",
        "ann", "--format", "csv")
      #expect(part.out.contains("\nCN-CRN-2026-000001,fee_credit,cn,202610,"), "\(part.err)")
      #expect(
        part.out.contains(
          ",CNY,100.00,0.060000,6.00,106.00,\(first),202610-M-1-general-CNY,rate corrected,"))
      for (amount, code) in [("325.01", 6), ("0", 64), ("-1", 64), ("1.005", 64), ("x", 64)] {
        let refused = try settled(
          "invoice", "credit", first, "--amount=\(amount)", "--reason", "more", "--as", "ann")
        #expect(refused.code == code, "\(amount): \(refused.err)")
      }
      let reason = try settled("invoice", "credit", first, "--reason", " ", "--as", "ann")
      #expect(reason.code == 64)
      // 325.00 are left; 6 % of them are 19.50.
      let whole = try settled(
        "invoice", "credit", first, "--reason", "charged twice", "--as", "ann", "--format", "csv")
      #expect(whole.out.contains(",CNY,325.00,0.060000,19.50,344.50,"), "\(whole.err)")
      let again = try settled("invoice", "credit", first, "--reason", "again", "--as", "ann")
      #expect(again.code == 6, "\(again.err)")
      let credit = "CN-CRN-2026-000001"
      #expect(try settled("invoice", "credit", credit, "--reason", "x", "--as", "ann").code == 6)
      #expect(try settled("invoice", "credit", "CN-FEE-2026-9", "--reason", "x").code == 5)
      #expect(try settled("invoice", "gaps").code == 0)
      #expect(try settled("invoice", "download", credit, "-O", folder).code == 0)
      let page = try text("\(folder)/\(credit).pdf")
      for words in ["CREDIT NOTE", first, "rate corrected", "\u{2212}106.00", "CNY 106.00"] {
        #expect(page.contains(words), "\(words) is not in \(page)")
      }
      let cii = try String(contentsOfFile: "\(folder)/\(credit).cii.xml", encoding: .utf8)
      for part in [
        "<ram:TypeCode>381</ram:TypeCode>", "<ram:GrandTotalAmount>106.00</ram:GrandTotalAmount>",
        "<ram:DuePayableAmount>106.00</ram:DuePayableAmount>", ">\(first)<",
      ] { #expect(cii.contains(part), "\(part) is not in \(cii)") }
      // What a run's invoices are is not what people credited later.
      let issued = try settled("invoice", "issue", run, "--as", "ann", "--format", "csv")
      #expect(!issued.out.contains("CRN"))
    }
  }
}
