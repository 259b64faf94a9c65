import Amounts
import CivilTime
import Documents
import Postgres

/// Turns the rows of a report's query into cells, strictly: what does not fit is refused with its
/// place instead of rounded or cut.
struct ReportCells {
  private let report: Report
  private let answer: Rows
  /// Where each column of the report is in the answer.
  private let places: [Int]

  /// The query was checked: each column is in the answer once.
  init(_ report: Report, _ answer: Rows) {
    self.report = report
    self.answer = answer
    let names = answer.columnNames
    places = report.columns.map { column in
      guard let place = names.firstIndex(of: column.name) else {
        preconditionFailure("\(report.name) was checked and lacks \(column.name)")
      }
      return place
    }
  }

  func rows() throws(ReportRefusal) -> [[TableCell]] {
    var rows: [[TableCell]] = []
    for (index, row) in answer.enumerated() {
      let values = places.map { row.value($0) }
      var cells: [TableCell] = []
      for (place, column) in report.columns.enumerated() {
        do {
          cells.append(try cell(column, values[place], values))
        } catch {
          throw ReportRefusal(
            report: report.name, findings: [finding(error, column.name, row: index + 1)])
        }
      }
      rows.append(cells)
    }
    return rows
  }

  private struct Misfit: Error {
    let reason: String
    let remedy: String
  }

  private func cell(
    _ column: ReportColumn, _ value: FieldValue, _ row: [FieldValue]
  ) throws(Misfit) -> TableCell {
    switch (column.kind, value) {
    case (_, .null): return .empty
    case (_, .unreadable(let what)):
      throw Misfit(reason: "the value is \(what)", remedy: "return null or a finite value instead")
    case (.text, .text(let text)): return .text(text)
    case (.date, .date(let days)): return .date(CivilDate(days: days))
    case (.instant, .instant(let count)): return .instant(Instant(microseconds: count))
    case (.integer, _): return .integer(try whole(value))
    case (.rate, _): return .rate(try rate(value))
    case (.percent, _):
      let percent = try rate(value)
      guard percent.millionths.isMultiple(of: 100) else {
        throw Misfit(
          reason: "\(percent.decimalText) % has more than four decimals",
          remedy: "round it in the query: round(..., 4)")
      }
      return .rate(Rate(millionths: percent.millionths / 100))
    case (.amount(let place), _):
      guard case .text(let code) = row[place], let currency = Currency(code: code) else {
        throw Misfit(
          reason:
            "the amount has no currency: \(report.columns[place].name) is no code of ISO 4217",
          remedy: "return the three letters of the currency there, or null as the amount")
      }
      return .amount(Money(minorUnits: try whole(value), currency: currency))
    case (.text, _), (.date, _), (.instant, _):
      throw Misfit(reason: "the value is of another type", remedy: "cast it in the query")
    }
  }

  private func whole(_ value: FieldValue) throws(Misfit) -> Int64 {
    switch value {
    case .integer(let value): return value
    case .decimal(let text):
      if let value = Int64(text) { return value }
      throw Misfit(
        reason: "\(text) is no whole number of 64 bits", remedy: "round it in the query: round(...)"
      )
    case .null, .text, .instant, .date, .unreadable:
      throw Misfit(reason: "the value is no number", remedy: "cast it in the query: ...::bigint")
    }
  }

  private func rate(_ value: FieldValue) throws(Misfit) -> Rate {
    let text: String
    switch value {
    case .integer(let value): text = String(value)
    case .decimal(let digits): text = digits
    case .null, .text, .instant, .date, .unreadable:
      throw Misfit(reason: "the value is no number", remedy: "cast it in the query: ...::numeric")
    }
    do {
      return try Rate(parsing: text)
    } catch {
      throw Misfit(
        reason: "\(text) has more than six decimals, or is too large",
        remedy: "round it in the query: round(..., 6)")
    }
  }

  private func finding(_ misfit: Misfit, _ column: String, row: Int) -> Finding {
    let file =
      switch report.origin {
      case .shipped: "reports/\(report.name)/query.sql"
      case .folder(let path): "\(path)/query.sql"
      }
    return Finding(
      file: file, line: 1, columnName: column,
      reason: "row \(row) of the answer: \(misfit.reason)", remedy: misfit.remedy)
  }
}

/// Adds up columns of a report: one sum a currency, or one where no amount is added.
struct ReportTotals {
  /// Rows that fit the report's table.
  let rows: [[TableCell]]

  init(_ report: Report, _ cells: [[TableCell]]) throws(AmountError) {
    guard !report.totals.isEmpty, !cells.isEmpty else {
      rows = []
      return
    }
    let currencyPlace = report.totals.lazy.compactMap { place -> Int? in
      if case .amount(let currency) = report.columns[place].kind { currency } else { nil }
    }.first
    var sums: [TableCell: [TableCell]] = [:]
    var order: [TableCell] = []
    for row in cells {
      let key = currencyPlace.map { row[$0] } ?? .empty
      if sums[key] == nil {
        order.append(key)
        sums[key] = Self.beginning(of: report, currencyPlace, key)
      }
      for place in report.totals {
        guard let sum = sums[key]?[place] else { continue }
        sums[key]?[place] = try Self.sum(sum, row[place])
      }
    }
    rows = order.compactMap { sums[$0] }
  }

  /// `Total` in the first column that is free for words, and the currency in its own.
  private static func beginning(
    of report: Report, _ currencyPlace: Int?, _ currency: TableCell
  ) -> [TableCell] {
    var row = Array(repeating: TableCell.empty, count: report.columns.count)
    if let currencyPlace { row[currencyPlace] = currency }
    let free = report.columns.indices.first {
      report.columns[$0].kind == .text && $0 != currencyPlace
    }
    if let free { row[free] = .text("Σ") }
    return row
  }

  private static func sum(_ sum: TableCell, _ cell: TableCell) throws(AmountError) -> TableCell {
    switch (sum, cell) {
    case (.empty, _): return cell
    case (.amount(let left), .amount(let right)):
      return TableCell(
        sum: Int128(left.minorUnits) + Int128(right.minorUnits), in: left.currency)
    case (.total(let left), .amount(let right)):
      return TableCell(sum: left.minorUnits + Int128(right.minorUnits), in: left.currency)
    case (.integer(let left), .integer(let right)):
      let (value, overflow) = left.addingReportingOverflow(right)
      guard !overflow else { throw .overflow }
      return .integer(value)
    case (.amount, _), (.total, _), (.integer, _), (.text, _), (.rate, _), (.quantity, _),
      (.instant, _), (.date, _):
      return sum
    }
  }
}
