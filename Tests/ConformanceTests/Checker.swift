import Documents
import Foundation
import Invoicing
import TestKit
import Testing

/// The outside checker, and what it says.
enum Checker {
  /// What it found out about one file.
  struct Report: Decodable {
    struct Row: Decodable {
      let status: String
      let rule: String
      let message: String
      let place: String

      enum CodingKeys: String, CodingKey {
        case status, rule, message
        case place = "where"
      }
    }

    let file: String
    let rows: [Row]

    var name: String { URL(fileURLWithPath: file).lastPathComponent }

    func rules(_ status: String) -> Set<String> {
      Set(rows.filter { $0.status == status }.map(\.rule))
    }
  }

  /// It did not say a line about each file.
  struct Silence: Error {
    let output: String
  }

  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Whether a failure comes from the age of the rules on PyPI: Peppol of 2023 refused every
  /// corrected invoice, where today's takes it between German parties (P0112).
  static func isOutdated(_ rule: String, _ name: String) -> Bool {
    ProcessInfo.processInfo.environment["EINV_RULES"] == nil
      && rule == "PEPPOL-EN16931-P0100" && name.contains("-384-")
  }

  /// Runs once over all files: it takes seconds to begin, and milliseconds for a file.
  ///
  /// - Parameter options: Of the checker, for all of the files.
  static func reports(on files: [String], options: [String] = []) throws -> [Report] {
    let output: String
    do {
      output = try Tool.run(
        root.appending(path: ".ci/conformance").path, ["--json", "--allow-skip"] + options + files)
    } catch let failure as Tool.Failure {
      output = failure.output
    }
    let lines = output.split(separator: "\n").filter { $0.hasPrefix("{") }
    guard lines.count == files.count else { throw Silence(output: output) }
    return try lines.map { try JSONDecoder().decode(Report.self, from: Data($0.utf8)) }
  }
}

/// A document and what the checker is to say of it.
struct Checked {
  let name: String
  let bytes: [UInt8]
  /// Checks that must have run and found it good.
  var passes: Set<String> = []
  /// The one that must have failed, where the document was broken on purpose; otherwise none may.
  var fails: String?

  /// Lets the checker read all of them and holds its words against what is expected. A check that
  /// could not run is no pass, unless its rules are known to be elsewhere than here.
  static func expect(
    _ documents: [Checked], options: [String], mayLackRules: Bool = false
  ) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-checked-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try documents.map { document in
      let file = folder.appending(path: document.name)
      try Data(document.bytes).write(to: file)
      return file.path
    }
    for (document, report) in zip(documents, try Checker.reports(on: files, options: options)) {
      #expect(report.name == document.name)
      let failed = report.rules("FAIL")
      if let rule = document.fails {
        // The rules of PDF/A have their clause behind a colon.
        #expect(
          failed.contains { $0 == rule || $0.hasPrefix(rule + ":") },
          "\(document.name): \(rule) did not fail, but \(failed.sorted())")
        continue
      }
      for row in report.rows where row.status == "FAIL" || (row.status == "SKIP" && !mayLackRules) {
        Issue.record("\(document.name): \(row.status) \(row.rule) \(row.message) at \(row.place)")
      }
      let missing = document.passes.subtracting(report.rules("PASS"))
      #expect(missing.isEmpty, "\(document.name): \(missing.sorted()) did not pass")
    }
  }

  /// The bytes with one text in place of another, the first one behind a third; all must be there.
  static func replaced(
    _ bytes: [UInt8], _ old: String, by new: String, after: String = ""
  ) throws -> [UInt8] {
    let start = try #require(bytes.firstRange(of: after.utf8), "\(after)").upperBound
    let range = try #require(bytes[start...].firstRange(of: old.utf8), "\(old)")
    return bytes[..<range.lowerBound] + Array(new.utf8) + bytes[range.upperBound...]
  }

  /// What every PDF of ours is held against.
  static let pdf: Set = [
    "PDF-SYNTAX", "PDF-ENCRYPT", "PDF-NOSCRIPT", "PDF-XMP", "PDFA-CLAIM", "PDFA-3U",
  ]

  /// What every signature is held against: the checks of PAdES B-B, the chain, and poppler.
  static let signature: Set = [
    "SIG-PRESENT", "SIG-SUBFILTER", "SIG-M", "SIG-NOCERT", "SIG-CONTENTTYPE", "SIG-DIGEST",
    "SIG-ESSCERT", "SIG-NOSIGNTIME", "SIG-HASH", "SIG-CERT", "SIG-INTACT", "SIG-VALID",
    "SIG-COVERAGE", "SIG-MODIFIED", "SIG-TRUST", "SIG-PDFSIG",
  ]
}

extension Checked {
  /// Every form of a document with an electronic one: a Factur-X page in each language, CII, UBL.
  static func forms(
    of page: FeeInvoiceDocument, _ electronic: ElectronicInvoice, named name: String,
    by typesetter: Typesetter
  ) throws -> [Checked] {
    let facturX = FacturX(xml: electronic.ciiBytes(for: .attachment))
    let pages = try DocumentLanguage.allCases.map { language in
      Checked(
        name: "\(name)-\(language).pdf",
        bytes: try typesetter.pdf(of: page, language: language, facturX: facturX),
        passes: pdf.union([
          "FX-ATTACH", "FX-XMP-LEVEL", "XSD-FX-EN16931", "FACTUR-X-EN16931", "HYB-NUMBER",
          "HYB-SELLER", "HYB-BUYER", "HYB-BT-115", "CALC-LINE", "CALC-VAT", "CALC-TOTALS",
        ]))
    }
    return pages + [
      Checked(name: "\(name).cii.xml", bytes: electronic.ciiBytes(), passes: ["CALC-TOTALS"]),
      Checked(
        name: "\(name).ubl.xml", bytes: electronic.ublBytes,
        passes: ["XSD-UBL21", "EN16931-UBL", "CALC-TOTALS"]),
    ]
  }
}
