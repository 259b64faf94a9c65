import Postgres

/// Holds a report against the database: does its query read, does it return what the report names.
///
/// The query is read and planned by the server in a transaction that refuses to write, and not run.
struct ReportCheck {
  private let report: Report
  private let sqlFile: String
  private let jsonFile: String

  init(_ report: Report) {
    self.report = report
    let folder =
      switch report.origin {
      case .shipped: "reports/\(report.name)"
      case .folder(let path): path
      }
    sqlFile = "\(folder)/query.sql"
    jsonFile = "\(folder)/report.json"
  }

  /// Everything that is wrong; the transaction goes on either way.
  func findings(in tx: borrowing Transaction) throws -> [Finding] {
    do {
      return try tx.savepoint { (tx: borrowing Transaction) in
        let described = try tx.describe(report.query)
        let mismatches = columnFindings(described) + parameterFindings(described)
        guard mismatches.isEmpty else { return mismatches }
        let plan = try tx.plan(of: report.query, parameterCount: report.parameters.count)
        return writeFindings(plan)
      }
    } catch let error as PostgresError where error.class == .giveUp || error.sqlState == "42501" {
      return [finding(of: error)]
    }
  }

  private func columnFindings(_ described: StatementDescription) -> [Finding] {
    guard !described.columns.isEmpty else {
      return [
        inQuery("the statement returns no columns", "write one SELECT that returns the columns")
      ]
    }
    var findings: [Finding] = []
    for (index, column) in report.columns.enumerated() {
      let returned = described.columns.filter { $0.name == column.name }
      guard let type = returned.first?.type, returned.count == 1 else {
        let names = described.columns.map(\.name).joined(separator: ", ")
        findings.append(
          inDefinition(
            "columns[\(index)].name",
            "the query returns \(returned.isEmpty ? "no" : "more than one") column \(column.name)",
            "it returns \(names)"))
        continue
      }
      if !column.kind.types.contains(type) {
        findings.append(
          inDefinition(
            "columns[\(index)].kind", "the query returns \(column.name) as \(type)",
            "cast it to \(column.kind.types[0]), or give the column another kind"))
      }
    }
    let named = Set(report.columns.map(\.name))
    for column in described.columns where !named.contains(column.name) {
      findings.append(
        inQuery(
          "returns the column \(column.name), which report.json does not name",
          "name it there, or do not select it"))
    }
    return findings
  }

  private func parameterFindings(_ described: StatementDescription) -> [Finding] {
    let (used, named) = (described.parameterTypes.count, report.parameters.count)
    guard used != named else { return [] }
    return [
      inDefinition(
        "parameters", "names \(counted(named, "parameter")) and the query takes \(used)",
        "name them in the order of $1, $2, ..., each of them used")
    ]
  }

  private func writeFindings(_ plan: [String]) -> [Finding] {
    let writes = plan.contains { line in
      line.contains(/^\s*(->\s+)?(Insert on|Update on|Delete on|Merge on|LockRows)/)
    }
    return writes ? [inQuery("the query writes", "a report only reads: write one SELECT")] : []
  }

  /// What the server says about the text of the query.
  func finding(of error: PostgresError) -> Finding {
    let before = error.position.map { report.query.text.unicodeScalars.prefix(max($0 - 1, 0)) }
    let line = 1 + (before?.count { $0 == "\n" } ?? 0)
    let words = error.message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let reason =
      switch error.sqlState {
      case "25006": "the query writes: \(words)"
      default: "\(words) (SQLSTATE \(error.sqlState))"
      }
    return Finding(
      file: sqlFile, line: line, reason: reason,
      remedy: error.hint ?? "write one SELECT that PostgreSQL takes")
  }

  private func inQuery(_ reason: String, _ remedy: String) -> Finding {
    Finding(file: sqlFile, line: 1, reason: reason, remedy: remedy)
  }

  private func inDefinition(_ field: String, _ reason: String, _ remedy: String) -> Finding {
    Finding(file: jsonFile, line: 1, columnName: field, reason: reason, remedy: remedy)
  }
}

extension ReportColumn.Kind {
  /// The types of PostgreSQL that a column of the kind may have.
  fileprivate var types: [String] {
    switch self {
    case .text: ["text", "varchar", "char"]
    case .integer, .amount: ["bigint", "integer", "smallint", "numeric"]
    case .rate, .percent: ["numeric", "bigint", "integer"]
    case .date: ["date"]
    case .instant: ["timestamptz"]
    }
  }
}
