import Documents

/// A report of the shelf, after it was held against the database.
package struct ShelvedReport: Sendable {
  package let entry: ReportShelf.Entry
  /// Everything that is wrong with it; none where it can be run.
  package let findings: [Finding]

  /// Every report of a shelf, each checked.
  package static func all(
    of shelf: ReportShelf, at workplace: Workplace
  ) throws -> [ShelvedReport] {
    let readable = shelf.entries.compactMap { entry -> Report? in
      if case .report(let report) = entry { report } else { nil }
    }
    var findings = try RunReport(workplace).findings(of: readable)[...]
    return shelf.entries.map { entry in
      switch entry {
      case .report: ShelvedReport(entry: entry, findings: findings.removeFirst())
      case .refused(_, _, let found): ShelvedReport(entry: entry, findings: found)
      }
    }
  }

  fileprivate var report: Report? {
    if case .report(let report) = entry { report } else { nil }
  }

  fileprivate var place: String {
    switch entry {
    case .report(let report): report.origin.text
    case .refused(_, let origin, _): origin.text
    }
  }
}

extension Report.Origin {
  fileprivate var text: String {
    switch self {
    case .shipped: "settled"
    case .folder(let path): path
    }
  }
}

extension ReportParameter {
  /// As the command takes it: `--period`, `[--site]`; nothing for what it never takes.
  fileprivate var optionText: String? {
    switch kind {
    case .period, .site, .partner:
      isRequired ? "--\(kind.rawValue)" : "[--\(kind.rawValue)]"
    case .now: nil
    }
  }
}

extension Listing {
  /// The reports that there are.
  package init(reports: [ShelvedReport], language: DocumentLanguage) {
    let refused = reports.count { !$0.findings.isEmpty }
    self.init(
      "reports", of: reports,
      [
        ListedColumn("name", .text) { .text($0.entry.name) },
        ListedColumn("title", .text) { shelved in
          TableCell(shelved.report.map { language == .zh ? $0.title.zh : $0.title.en })
        },
        ListedColumn("takes", .text) { shelved in
          let options = shelved.report?.parameters.compactMap(\.optionText)
          return TableCell(options?.joined(separator: " "))
        },
        ListedColumn("from", .text) { .text($0.place) },
        ListedColumn("state", .text) { .text($0.findings.isEmpty ? "ready" : "refused") },
      ],
      summary: counted(reports.count, "report") + (refused > 0 ? ", \(refused) refused" : ""))
  }
}
