/// A figure as it was drawn.
enum Figure {
  case amount(Int64)
  /// Millionths.
  case rate(Int64)
  case count(Int)

  /// For machines.
  func plain(_ digits: Digits) -> String {
    switch self {
    case .amount(let units): digits.plain(units)
    case .rate(let millionths): Digits.rate(millionths)
    case .count(let count): String(count)
    }
  }

  /// For people; where a sign of percent belongs there is none.
  func grouped(_ digits: Digits, minus: String = "\u{2212}") -> String {
    switch self {
    case .amount(let units): digits.grouped(units, minus: minus)
    case .rate(let millionths): Digits.percent(millionths)
    case .count(let count): Digits.count(count)
    }
  }
}

/// The figures of one section of a statement.
struct FigureTable {
  /// As a workbook names its sheet.
  let name: String
  let columns: [String]
  /// Nil where a form leaves the cell empty.
  var rows: [[Figure?]]
  /// Where the columns stand in the table of the page.
  let places: [Int]
  /// What stands below the rows, by column.
  var sums: [Int: Figure] = [:]
}

extension RandomStatement {
  /// Account, steps, summary, what waits, and the lines.
  var tables: [FigureTable] {
    let amounts = ["sales_amount", "voucher_amount", "paid_amount"]
    var tables = [
      FigureTable(
        name: "account",
        columns: [
          "opening_balance", "lines_total", "adjustments_total", "net", "payable",
          "closing_balance",
        ], rows: [account.map(Figure.amount)], places: Array(0...5)),
      FigureTable(
        name: "steps", columns: ["amount"], rows: steps.map { [.amount($0.amount)] }, places: [2]),
      FigureTable(
        name: "summary", columns: ["lines"] + amounts + ["amount"],
        rows: groups.map {
          [.count($0.count)] + [$0.sales, $0.voucher, $0.paid, $0.amount].map(Figure.amount)
        }, places: Array(1...5)),
      FigureTable(
        name: "not in this statement", columns: ["lines", "amount_estimate"],
        rows: waiting.map { [.count($0.count), $0.amount.map(Figure.amount)] }, places: [3, 4]),
      FigureTable(
        name: "lines",
        columns: ["line_no"] + amounts
          + ["rate", "increment", "amount_ex_tax", "tax_amount", "amount"],
        rows: lines.map { line in
          [.count(line.number)]
            + [line.sales, line.voucher, line.paid].map { $0.map(Figure.amount) }
            + [line.rate, line.increment].map { $0.map(Figure.rate) }
            + [line.withoutTax, line.tax, line.amount].map { $0.map(Figure.amount) }
        }, places: [0] + Array(9...16)),
    ]
    for index in [2, 4] { tables[index].sums = Self.sums(of: tables[index].rows[...]) }
    return tables
  }

  /// The sums of amounts by column, where any row has one.
  static func sums(of rows: ArraySlice<[Figure?]>) -> [Int: Figure] {
    var sums: [Int: Int64] = [:]
    for row in rows {
      for case (let index, .amount(let units)?) in row.enumerated() {
        sums[index, default: 0] += units
      }
    }
    return sums.mapValues(Figure.amount)
  }
}

/// Holds what the forms of a statement say against what was drawn.
struct Comparison {
  let statement: RandomStatement
  let digits: Digits
  let tables: [FigureTable]
  /// One line for each: statement, form, line, field, what was drawn and what is said.
  private(set) var differences: [String] = []
  /// How many figures were held against each other, by form.
  private(set) var compared: [String: Int] = [:]

  init(_ statement: RandomStatement) {
    self.statement = statement
    digits = Digits(decimals: statement.decimals)
    tables = statement.tables
  }

  mutating func hold(
    _ found: String?, against drawn: String, _ form: String, _ table: String, line: Int,
    _ field: String
  ) {
    compared[form, default: 0] += 1
    if found != drawn {
      differences.append(
        "\(statement.id) \(form) \(table) line \(line) \(field): drawn \(drawn), "
          + "found \(found ?? "nothing")")
    }
  }

  /// Rows by name of the column, as CSV and a sheet have them.
  mutating func rows(
    _ found: [[ReadBack.Cell]], of table: FigureTable, _ form: String, isSheet: Bool
  ) {
    let head = found.first.map { $0.map(\.text) } ?? []
    hold(
      String(found.count - 1), against: String(table.rows.count), form, table.name, line: 0, "rows")
    for (line, row) in table.rows.enumerated() where line + 1 < found.count {
      for (index, figure) in row.enumerated() {
        let place = head.firstIndex(of: table.columns[index])
        let cell = place.flatMap { place in
          place < found[line + 1].count ? found[line + 1][place] : nil
        }
        let isEmpty = cell == nil || cell?.text == ""
        let said = place == nil ? "no column" : isEmpty ? "" : cell?.text
        let drawn = isSheet ? sheetText(figure) : figure?.plain(digits) ?? ""
        hold(said, against: drawn, form, table.name, line: line + 1, table.columns[index])
        if isSheet, case .amount(let units)? = figure, units.magnitude < 1_000_000_000_000_000 {
          hold(
            cell?.note, against: sheetFormat, form, table.name, line: line + 1,
            "format of \(table.columns[index])")
        }
      }
    }
  }

  /// A spreadsheet keeps fifteen digits; what has more is a text.
  private func sheetText(_ figure: Figure?) -> String {
    switch figure {
    case nil: ""
    case .amount(let units)?:
      units.magnitude < 1_000_000_000_000_000 ? digits.number(units) : digits.plain(units)
    case .rate(let millionths)?: Digits.rateNumber(millionths)
    case .count(let count)?: String(count)
    }
  }

  private var sheetFormat: String {
    let pattern =
      digits.decimals == 0 ? "#,##0" : "#,##0." + String(repeating: "0", count: digits.decimals)
    return "\(pattern);[Red]-\(pattern)"
  }

  mutating func json(_ json: StatementJSON) {
    let account = [
      json.openingBalance, json.linesTotal, json.adjustmentsTotal, json.net, json.payable,
      json.closingBalance,
    ]
    let read: [[[String?]]] = [
      [account], json.steps.map { [$0.amount] },
      json.groups.map {
        [$0.lines.map(String.init), $0.salesAmount, $0.voucherAmount, $0.paidAmount, $0.amount]
      },
      json.notInThisStatement.map { [$0.lines.map(String.init), $0.amountEstimate] },
      json.lines.map {
        [
          $0.lineNo.map(String.init), $0.salesAmount, $0.voucherAmount, $0.paidAmount, $0.rate,
          $0.increment, $0.amountExTax, $0.taxAmount, $0.amount,
        ]
      },
    ]
    hold(
      String(json.lineCount), against: String(statement.lines.count), "JSON", "head", line: 0,
      "line_count")
    hold(json.currency, against: statement.code, "JSON", "head", line: 0, "currency")
    for (table, rows) in zip(tables, read) {
      hold(
        String(rows.count), against: String(table.rows.count), "JSON", table.name, line: 0, "rows")
      for (line, (row, found)) in zip(table.rows, rows).enumerated() {
        for (index, figure) in row.enumerated() {
          hold(
            found[index] ?? "", against: figure?.plain(digits) ?? "", "JSON", table.name,
            line: line + 1, table.columns[index])
        }
      }
    }
  }

  /// The tables of a page for a browser, both the text and the exact value beside it.
  mutating func page(_ read: ReadBack) {
    let payable = "\(statement.code) \(digits.grouped(statement.payable))"
    let isSaid = read.words.contains("\(payable)\(statement.language == .en ? "." : "。")")
    hold(isSaid ? payable : nil, against: payable, "HTML", "head", line: 0, "payable")
    hold(String(read.tables.count), against: "5", "HTML", "page", line: 0, "tables")
    for (table, rows) in zip(tables, read.tables) {
      let body = rows.filter { $0.part == "tbody" }
      let count = body.first?.cells.count == 1 ? 0 : body.count
      let isSteps = table.name == "steps" && table.rows.isEmpty
      hold(
        String(isSteps ? 0 : count), against: String(table.rows.count), "HTML", table.name, line: 0,
        "rows")
      for (line, row) in table.rows.enumerated() where line < body.count {
        for (index, figure) in row.enumerated() {
          cell(body[line], figure, table, index, line: line + 1)
        }
      }
      let foot = rows.filter { $0.part == "tfoot" }
      hold(
        String(foot.count), against: table.sums.isEmpty ? "0" : "1", "HTML", table.name, line: 0,
        "totals")
      for (index, sum) in table.sums {
        if let total = foot.first { cell(total, sum, table, index, line: 0) }
      }
    }
  }

  private mutating func cell(
    _ row: ReadBack.Row, _ figure: Figure?, _ table: FigureTable, _ index: Int, line: Int
  ) {
    let place = table.places[index]
    let found = place < row.cells.count ? row.cells[place] : nil
    var text = figure?.grouped(digits) ?? ""
    if case .rate? = figure { text += " %" }
    hold(found?.text, against: text, "HTML", table.name, line: line, table.columns[index])
    hold(
      found?.note, against: figure?.plain(digits) ?? "", "HTML", table.name, line: line,
      "value of \(table.columns[index])")
  }
}
