import Amounts
import Documents
import Foundation
import Invoicing
import Testing

@Suite("Electronic invoices before the outside checker")
struct ConformanceTests {
  @Test("every kind of document passes the schemas and rules of both syntaxes")
  func documentsPass() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-conformance-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var files: [String] = []
    for document in try Combination.legal() {
      let invoice = try ElectronicInvoice(document.content())
      for (syntax, bytes) in [
        ("ubl", invoice.ublBytes), ("cii", invoice.ciiBytes(for: document.use)),
      ] {
        let file = folder.appending(path: "\(document.name).\(syntax).xml")
        try Data(bytes).write(to: file)
        files.append(file.path)
      }
    }
    // 5 types by 17 cases by the core, by their network unless they are Chinese, in two syntaxes;
    // and XRechnung of 4 types.
    #expect(files.count == (5 * 17 + 5 * 16 + 4) * 2)
    let reports = try Checker.reports(on: files)
    for report in reports {
      for row in report.rows
      where row.status == "FAIL" && !Checker.isOutdated(row.rule, report.name) {
        Issue.record("\(report.name): \(row.rule) \(row.message) at \(row.place)")
      }
      let missing = Self.checks(of: report.name).subtracting(report.rules("PASS"))
      #expect(missing.isEmpty, "\(report.name): \(missing.sorted()) did not pass")
    }
    tell(reports)
  }

  /// What must have run over a file and found nothing, whatever rules are at hand.
  private static func checks(of name: String) -> Set<String> {
    if name.hasSuffix(".ubl.xml") { return ["XSD-UBL21", "EN16931-UBL", "CALC-TOTALS"] }
    // Neither the schema nor the rules of XRechnung in CII are on PyPI.
    if name.hasPrefix("xrechnung") { return ["CALC-TOTALS"] }
    return ["XSD-FX-EN16931", "FACTUR-X-EN16931", "CALC-TOTALS"]
  }

  @Test("every broken sample still fails the rule it is named after")
  func brokenSamplesFail() throws {
    let folder = Checker.root.appending(path: "Tests/Conformance/samples/bad")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names.count == 26)
    let reports = try Checker.reports(on: names.map { folder.appending(path: $0).path })
    let schemas = ["XSD.ubl.xml": "XSD-UBL21", "XSD.cii.xml": "XSD-FX-EN16931"]
    for report in reports {
      let rule = schemas[report.name] ?? String(report.name.prefix { $0 != "." })
      let failed = report.rules("FAIL")
      let isOutdated = failed.contains {
        Checker.isOutdated($0, "-384-") && rule == "PEPPOL-EN16931-P0112"
      }
      #expect(failed.contains(rule) || isOutdated, "\(report.name)")
    }
  }

  @Test("a combination that a specification forbids is refused by its rule", arguments: Refused.all)
  func refused(_ refused: Refused) throws {
    var content = try refused.taxCase.document(refused.type, refused.specification)
    try refused.change(&content)
    let error = #expect(throws: ElectronicInvoiceError.self) { try ElectronicInvoice(content) }
    #expect(error?.ruleID == refused.rule)
  }

  /// A check that could not run, or ran by rules of long ago, is no pass: it is told.
  private func tell(_ reports: [Checker.Report]) {
    var counts: [String: Int] = [:]
    for report in reports {
      // Factur-X has CEN's rules for CII as well; that they are not their own file is told all the same.
      let missing = report.rules("SKIP").union(report.rules("INFO").intersection(["EN16931-CII"]))
      for rule in missing { counts["\(rule) could not run", default: 0] += 1 }
      for rule in report.rules("FAIL") where Checker.isOutdated(rule, report.name) {
        counts["\(rule) is out of date", default: 0] += 1
      }
    }
    for (words, count) in counts.sorted(by: { $0.key < $1.key }) {
      Issue.record("\(words) on \(count) files; EINV_RULES may name newer ones", severity: .warning)
    }
  }
}
