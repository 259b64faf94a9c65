import Documents
import Foundation

/// Tables in plain text: what a terminal shows, and what poppler reads from a page.
extension Comparison {
  /// The words of a row, a sign of percent taken off its figure and colour taken off everything.
  private static func words(of row: some StringProtocol) -> [Substring] {
    let plain = row.replacingOccurrences(of: "\u{1B}[31m", with: "")
      .replacingOccurrences(of: "\u{1B}[0m", with: "")
    return plain.split(separator: " ").filter { $0 != "%" }
  }

  /// On paper a figure has a true minus: the month in the head of a page is none.
  private static func isFigure(_ word: Substring?) -> Bool {
    guard let word, let last = word.last else { return false }
    return last.isASCII && last.isNumber && word.allSatisfy { $0.isNumber || "−,.".contains($0) }
  }

  /// Holds the last words of a row against the figures that it has.
  private mutating func tail(
    _ words: [Substring], _ figures: [(field: String, Figure?)], minus: String = "\u{2212}",
    _ form: String, _ table: String, line: Int
  ) {
    let drawn = figures.compactMap { field, figure in figure.map { (field, $0) } }
    let found = words.suffix(drawn.count)
    for (place, (field, figure)) in drawn.enumerated() {
      let word = found.count == drawn.count ? found[found.startIndex + place] : nil
      hold(
        word.map(String.init), against: figure.grouped(digits, minus: minus), form, table,
        line: line, field)
    }
  }

  // MARK: Terminal

  /// The lines as `run lines` and `export lines` show them.
  mutating func terminal(lines text: String, minus: String) {
    let rows = text.split(separator: "\n").dropFirst()
    let table = tables[4]
    hold(
      String(rows.count), against: String(table.rows.count), "terminal", "lines", line: 0, "rows")
    for (line, (row, figures)) in zip(rows, table.rows).enumerated() {
      let words = Self.words(of: row)
      hold(
        words.count > 1 ? String(words[1]) : nil, against: String(line + 1), "terminal", "lines",
        line: line + 1, "line_no")
      tail(
        words, Array(zip(table.columns, figures).dropFirst()), minus: minus, "terminal", "lines",
        line: line + 1)
    }
  }

  /// The sections as `statement show` shows them; those without rows are left out.
  mutating func terminal(summary text: String, minus: String) {
    let blocks = text.split(separator: "\n\n")
    let shown = tables.dropLast().filter { !$0.rows.isEmpty }
    hold(
      String(blocks.count), against: String(shown.count), "terminal", "summary", line: 0, "sections"
    )
    for (block, table) in zip(blocks, shown) {
      // A heading and the head of the table; a rule and the totals where there are sums.
      let rows = block.split(separator: "\n").dropFirst(2)
      let expected = table.rows.count + (table.sums.isEmpty ? 0 : 2)
      hold(String(rows.count), against: String(expected), "terminal", table.name, line: 0, "rows")
      for (line, (row, figures)) in zip(rows, table.rows).enumerated() {
        tail(
          Self.words(of: row), Array(zip(table.columns, figures)), minus: minus, "terminal",
          table.name, line: line + 1)
      }
      if !table.sums.isEmpty, let total = rows.last {
        tail(
          Self.words(of: total), sums(of: table, table.sums), minus: minus, "terminal", table.name,
          line: 0)
      }
    }
  }

  private func sums(
    of table: FigureTable, _ sums: [Int: Figure]
  ) -> [(field: String, Figure?)] {
    sums.sorted { $0.key < $1.key }.map { ("sum of \(table.columns[$0.key])", $0.value) }
  }

  // MARK: Pages

  private static let headings: [[String]] = [
    ["一、账户变动", "1 Account"], ["二、计算过程", "2 How it was"], ["三、分类汇总", "3 Summary"],
    ["四、未计入本期", "4 Not in this"], ["五、结算明细", "5 Lines"], ["六、说明", "6 Notes"],
  ]
  private static let carried = ["过次页", "Carried"]
  private static let brought = ["承前页", "Brought"]

  /// The text of all pages, as `pdftotext -layout` gives it.
  mutating func pages(_ text: String) {
    var sections = [[[Substring]]](repeating: [], count: 7)
    var place = 0
    for row in text.split(whereSeparator: { $0 == "\n" || $0 == "\u{0C}" }) {
      let joined = row.drop { $0 == " " }
      if let found = Self.headings.firstIndex(where: { $0.contains { joined.hasPrefix($0) } }) {
        place = found + 1
        continue
      }
      let words = Self.words(of: row)
      // The foot of a page ends with a number, too.
      if words.contains("data") && words.contains(where: { $0.count == 64 }) { continue }
      if !words.isEmpty { sections[place].append(words) }
    }
    let payable = [Substring(statement.code), Substring(digits.grouped(statement.payable))]
    let isSaid = sections[0].contains { $0.suffix(2) == payable[...] }
    hold(
      isSaid ? "payable" : nil, against: "payable", "PDF", "head", line: 0,
      "payable \(payable[1])")
    if statement.code == "CNY", statement.language != .en, statement.payable > 0 {
      // The words beside them end where the account begins; the figure stands among them.
      let words = sections[0].flatMap(\.self).joined()
      let capitals = words.firstRange(of: "人民币").map { words[$0.upperBound...] } ?? ""
      hold(
        digits.plain(Digits.fen(ofCapitals: capitals)), against: digits.plain(statement.payable),
        "capitals", "head", line: 0, "payable")
    }
    let account = sections[1].first { $0.contains("=") }?.filter { !["+", "=", "→"].contains($0) }
    tail(
      account ?? [], Array(zip(tables[0].columns, tables[0].rows[0])), "PDF", "account", line: 1)
    section(tables[1], sections[2].filter { Self.isFigure($0.last) }, carries: false)
    var summary = tables[2]
    summary.sums[0] = .count(statement.lines.count)
    section(summary, sections[3].filter { Self.isFigure($0.last) })
    var waiting = tables[3]
    waiting.sums = RandomStatement.sums(of: waiting.rows[...])
    waiting.sums[0] = .count(statement.waiting.reduce(0) { $0 + $1.count })
    section(
      waiting,
      sections[4].filter {
        Self.isFigure($0.last) || ($0.last == "–" && Self.isFigure($0.dropLast().last))
      }.map { $0.last == "–" ? $0.dropLast() : $0 })
    lines(sections[5])
  }

  /// Rows of figures one after the other, sums carried to the next page among them and a sum below.
  private mutating func section(
    _ table: FigureTable, _ rows: [[Substring]], carries: Bool = true
  ) {
    var line = 0
    var hasTotal = false
    for words in rows {
      let soFar = sums(of: table, RandomStatement.sums(of: table.rows.prefix(line)))
      if Self.carried.contains(String(words[0])) || Self.brought.contains(String(words[0])) {
        tail(words, soFar, "PDF", table.name + " carried", line: line)
      } else if line < table.rows.count {
        tail(
          words, Array(zip(table.columns, table.rows[line])), "PDF", table.name, line: line + 1)
        line += 1
      } else {
        hasTotal = true
        tail(words, sums(of: table, table.sums), "PDF", table.name, line: 0)
      }
    }
    hold(String(line), against: String(table.rows.count), "PDF", table.name, line: 0, "rows")
    hold(
      String(hasTotal), against: String(carries && !table.rows.isEmpty), "PDF", table.name, line: 0,
      "total")
  }

  /// The lines, whose columns differ: one that would say nothing in every line is left out, and
  /// there is none for the split of the tax.
  private mutating func lines(_ rows: [[Substring]]) {
    let hasVoucher = statement.lines.contains { ($0.voucher ?? 0) != 0 }
    let hasIncrement = statement.lines.contains { ($0.increment ?? 0) != 0 }
    let left = Set(
      ["line_no", "amount_ex_tax", "tax_amount"] + (hasVoucher ? [] : ["voucher_amount"])
        + (hasIncrement ? [] : ["increment"]))
    let kept = tables[4].columns.indices.filter { !left.contains(tables[4].columns[$0]) }
    let columns = kept.map { tables[4].columns[$0] }
    func table(_ lines: [RandomStatement.Line]) -> FigureTable {
      FigureTable(
        name: "lines", columns: columns,
        rows: lines.map { line in kept.map { tables[4].rows[line.number - 1][$0] } }, places: [])
    }
    let shown = shownLines
    let shownTable = table(shown)
    let isExcerpt = shown.count < statement.lines.count
    let all = RandomStatement.sums(of: table(statement.lines).rows[...])
    var totals = [RandomStatement.sums(of: shownTable.rows[...])]
    if isExcerpt {
      let rest = all.map { index, sum -> (Int, Figure) in
        guard case .amount(let whole) = sum, case .amount(let part)? = totals[0][index] else {
          return (index, sum)
        }
        return (index, .amount(whole - part))
      }
      totals += [Dictionary(uniqueKeysWithValues: rest), all]
    }
    var line = 0
    var total = 0
    for words in rows {
      let label = String(words[0])
      if Self.carried.contains(label) || Self.brought.contains(label) {
        let sums = sums(of: shownTable, RandomStatement.sums(of: shownTable.rows.prefix(line)))
        tail(words, sums, "PDF", "lines carried", line: line)
      } else if line < shown.count, words.count > 3, words[0] == String(shown[line].number) {
        let figures = Array(zip(columns, shownTable.rows[line]))
        tail(words, figures, "PDF", "lines", line: shown[line].number)
        // What stands before the figures is the day: no figure too many, and none displaced.
        let count = figures.count { $0.1 != nil }
        hold(
          words.dropLast(count).last.map(String.init), against: RandomStatement.ready, "PDF",
          "lines", line: shown[line].number, "day")
        line += 1
      } else if line == shown.count, total < totals.count, Self.isFigure(words.last) {
        tail(words, sums(of: shownTable, totals[total]), "PDF", "lines", line: 0)
        total += 1
      }
    }
    hold(String(line), against: String(shown.count), "PDF", "lines", line: 0, "rows")
    let expected = statement.lines.isEmpty ? 0 : totals.count
    hold(String(total), against: String(expected), "PDF", "lines", line: 0, "totals")
  }

  /// All, or the fifty with the largest amounts of either sign, in the order of their numbers.
  private var shownLines: [RandomStatement.Line] {
    let lines = statement.lines
    guard lines.count > max(statement.lineLimit, 50) else { return lines }
    let largest = lines.sorted {
      ($1.amount.magnitude, $0.number) < ($0.amount.magnitude, $1.number)
    }
    return largest.prefix(50).sorted { $0.number < $1.number }
  }
}
