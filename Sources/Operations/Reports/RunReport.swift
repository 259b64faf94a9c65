import Amounts
import CivilTime
import Documents
import Marketplace
import Postgres
import Store

/// `report run`: asks a report's question and puts the answer into cells.
///
/// The query runs in one read-only transaction under the report's time limit.
package struct RunReport: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// What a report is narrowed to; what it does not take is not given.
  package struct Arguments: Sendable {
    package var period: Period?
    package var site: Site?
    package var partner: String?

    package init(period: Period? = nil, site: Site? = nil, partner: String? = nil) {
      self.period = period
      self.site = site
      self.partner = partner
    }
  }

  /// Runs a report.
  ///
  /// - Throws: `Refusal` `.usage` for an argument that is missing or that the report does not take,
  ///   `ReportRefusal` for what is wrong with its files.
  package func callAsFunction(_ report: Report, _ arguments: Arguments) throws -> ReportAnswer {
    try check(arguments, of: report)
    let now = workplace.now()
    let check = ReportCheck(report)
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      let findings = try check.findings(in: tx)
      guard findings.isEmpty else {
        throw ReportRefusal(report: report.name, findings: findings)
      }
      let rows: Rows
      do {
        rows = try tx.query(
          report.query, report.parameters.map { parameter($0, arguments, now) },
          within: .seconds(report.timeoutSeconds))
      } catch let error as PostgresError where error.class == .giveUp {
        throw ReportRefusal(report: report.name, findings: [check.finding(of: error)])
      } catch let error as PostgresError
        where error.sqlState == "57014" && !workplace.cancelSource.isCancelled
      {
        throw Refusal(
          .failed, "report_too_slow",
          "the report \(report.name) was stopped after \(report.timeoutSeconds) seconds",
          remedy: "narrow it by --site or --partner, or raise timeout_seconds in its report.json")
      }
      let cells = try ReportCells(report, rows).rows()
      return ReportAnswer(
        report: report, rows: cells, totals: try ReportTotals(report, cells).rows,
        arguments: arguments, askedAt: now)
    }
  }

  /// Holds a report against the database without running it.
  ///
  /// - Returns: Everything that is wrong with it, for each of the reports.
  package func findings(of reports: [Report]) throws -> [[Finding]] {
    let session = try workplace.openCheckedSession()
    return try reports.map { report in
      try session.transaction(.repeatableRead, readOnly: true) { (tx: borrowing Transaction) in
        try ReportCheck(report).findings(in: tx)
      }
    }
  }

  private func check(_ arguments: Arguments, of report: Report) throws {
    for kind in ReportParameter.Kind.allCases {
      let option = "--\(kind.rawValue)"
      let isGiven: Bool
      switch kind {
      case .period: isGiven = arguments.period != nil
      case .site: isGiven = arguments.site != nil
      case .partner: isGiven = arguments.partner != nil
      case .now: continue
      }
      let parameter = report.parameters.first { $0.kind == kind }
      if parameter?.isRequired == true, !isGiven {
        throw Refusal(
          .usage, "argument_missing", "the report \(report.name) needs \(option)",
          remedy: "see `settled report list` for what each report takes")
      }
      if parameter == nil, isGiven {
        throw Refusal(
          .usage, "argument_unknown", "the report \(report.name) takes no \(option)",
          remedy: "leave it out; see `settled report list` for what each report takes")
      }
    }
  }

  private func parameter(
    _ parameter: ReportParameter, _ arguments: Arguments, _ now: Instant
  ) -> Parameter {
    switch parameter.kind {
    case .period: arguments.period.map { .int32($0.yyyymm) } ?? .null
    case .site: arguments.site.map { .text($0.rawValue) } ?? .null
    case .partner: arguments.partner.map { .text($0) } ?? .null
    // As text: the query may take it for any type that reads an instant.
    case .now: .text(now.text())
    }
  }
}

/// What a report answered.
package struct ReportAnswer: Sendable {
  package let report: Report
  /// In the order of the query.
  package let rows: [[TableCell]]
  /// Sums of the columns that the report adds up: one row a currency, none where nothing is added.
  package let totals: [[TableCell]]
  package let arguments: RunReport.Arguments
  package let askedAt: Instant

  /// The columns of every form of the answer.
  package var table: Documents.Table {
    Documents.Table(name: report.name, columns: report.columns.map(\.tableColumn))
  }
}
