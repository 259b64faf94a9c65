import Amounts
import CivilTime
import Documents
import Marketplace
import Postgres
import Store

/// `export lines` and `run lines`: the lines of statements, streamed, so that a month of any size
/// needs no more memory than a row. Contract 3.
package struct ExportLines: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// The columns that the contract fixes.
  package static let table = Documents.Table.statementLines

  /// The lines of a period: of the sealed run of each site, else of its live one.
  ///
  /// - Parameter site: Nil for all.
  /// - Returns: The number of lines.
  package func callAsFunction(
    period: Period, site: Site?, to writer: inout any TableWriter,
    progress: (Progress) -> Void = { _ in }
  ) throws -> Int {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      let runs = try tx.query(
        Query.Export.listExportedRuns, [.int32(period.yyyymm), .text(site?.rawValue ?? "")]
      ).map { $0.int32(0) }
      return try stream(runs, limit: 0, to: &writer, progress: progress, in: tx)
    }
  }

  /// The lines of one run.
  ///
  /// - Parameter limit: So many of the first statements; nil for all.
  /// - Throws: `Refusal` `.notFound` when there is no such run.
  package func callAsFunction(
    run id: String, limit: Int?, to writer: inout any TableWriter
  ) throws -> Int {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      let run = try Runs.find(id, in: tx)
      return try stream(
        [run.number], limit: Int64(limit ?? 0), to: &writer, progress: { _ in }, in: tx)
    }
  }

  private func stream(
    _ runs: [Int32], limit: Int64, to writer: inout any TableWriter,
    progress: (Progress) -> Void, in tx: borrowing Transaction
  ) throws -> Int {
    precondition(runs.count <= Site.allCases.count, "\(runs) are more runs than sites")
    let padded = runs + Array(repeating: 0, count: Site.allCases.count - runs.count)
    try tx.query(Query.Export.preferHashJoins)
    try tx.query(Query.Export.setLinesScope, padded.map { .int32($0) } + [.int64(limit)])
    var unreported = 0
    let count = try tx.copyOut(Query.Export.streamLines) { row in
      try writer.append(try ExportedLine.cells(&row))
      unreported += 1
      if unreported == 10_000 {
        progress(.advanced(unreported))
        unreported = 0
      }
    }
    try writer.finish()
    progress(.advanced(unreported))
    return count
  }
}

/// Reads one row of the stream into the cells of the contract.
enum ExportedLine {
  /// The words of `draft_line.role`, by their number.
  static let roles = ["merchant", "csp", "reseller", "operator"]

  static func cells(_ row: inout CopyRow) throws -> [TableCell] {
    let statement = try text(&row)
    let number = try row.nextInt64()
    let kind = SourceKind(rawValue: try row.nextInt16())
    let source = try text(&row)
    let orderLine = try row.nextText()
    let payee = try text(&row)
    let role = Int(try row.nextInt16())
    let tab = try text(&row)
    let product = try row.nextText()
    let customer = try row.nextText()
    let period = Period(yyyymm: try row.nextInt32())
    let ready = Instant(microseconds: try row.nextMicroseconds())
    let code = try text(&row)
    guard let kind, let period, let currency = Currency(code: code), roles.indices.contains(role)
    else { preconditionFailure("line \(number) of \(statement) has values nobody wrote") }
    func money(_ amount: MinorUnits) -> TableCell {
      .amount(Money(minorUnits: amount, currency: currency))
    }
    let sales = try row.nextInt64()
    let voucher = try row.nextInt64()
    let rate = Rate(millionths: Int64(try row.nextInt32()))
    let increment = Rate(millionths: Int64(try row.nextInt32()))
    let tax = try row.nextOptionalInt64()
    let amount = try row.nextInt64()
    return [
      .text(statement), .integer(number), .text(kind.code), .text(source), TableCell(orderLine),
      .text(payee), .text(roles[role]), .text(tab), TableCell(product), TableCell(customer),
      .text(period.text), .instant(ready), .text(code), kind.divided(money(sales)),
      kind.divided(money(voucher)), kind.divided(money(sales - voucher)),
      kind.divided(.rate(rate)), .rate(increment),
      tax.map { money(amount - $0) } ?? .empty, tax.map(money) ?? .empty, money(amount),
    ]
  }

  private static func text(_ row: inout CopyRow) throws -> String {
    try row.nextText() ?? ""
  }
}

extension SourceKind {
  /// Whether a line of it divides a sale; adjustments and incentives divide none.
  var dividesSale: Bool {
    switch self {
    case .order, .refund, .usage: true
    case .adjustment, .incentive: false
    }
  }

  /// A cell of what divides a sale, else an empty one.
  fileprivate func divided(_ cell: TableCell) -> TableCell { dividesSale ? cell : .empty }
}
