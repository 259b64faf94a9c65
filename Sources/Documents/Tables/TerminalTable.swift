import Amounts

/// How a terminal takes a table.
package struct TerminalStyle: Hashable, Sendable {
  /// Columns of the terminal; none where there is no limit.
  package var width: Int?
  /// Whether amounts below zero are red as well as signed.
  package var hasColour: Bool
  /// Of the headings.
  package var language: DocumentLanguage

  /// A terminal as it was found.
  package init(width: Int?, hasColour: Bool, language: DocumentLanguage = .en) {
    self.width = width
    self.hasColour = hasColour
    self.language = language
  }

  /// For a file or a pipe: as wide as it needs, no colour, ASCII signs.
  package static let plain = TerminalStyle(width: nil, hasColour: false)
}

/// Writes a table for people: columns aligned, amounts on the decimal point, totals under a rule,
/// no boxes. Text is shortened where the terminal is too narrow, amounts never are.
///
/// The widths are taken from the first thousand rows, so that a list of any length can be shown.
package struct TerminalTable: TableWriter {
  private static let measuredRows = 1_000
  private static let gap = "  "

  private let table: Table
  private let style: TerminalStyle
  private var stream: ByteStream
  private var waiting: [Line] = []
  private var widths: [ColumnWidth]?

  private struct Line {
    let cells: [TableCell]
    let isTotal: Bool
  }

  /// Columns before and after the decimal point; all of it is `whole` where there is none.
  private struct ColumnWidth {
    var whole = 0
    var fraction = 0
    /// Room for the heading.
    var least = 0
    var total: Int { max(whole + fraction, least) }
  }

  /// A table for a terminal of that kind.
  package init(_ table: Table, style: TerminalStyle, to sink: @escaping ByteSink) {
    self.table = table
    self.style = style
    stream = ByteStream(to: sink)
  }

  /// Adds a row.
  package mutating func append(_ row: [TableCell]) throws(DocumentError) {
    try add(row, isTotal: false)
  }

  /// Adds a line of totals; the first one gets a rule above it.
  package mutating func appendTotal(_ row: [TableCell]) throws(DocumentError) {
    try add(row, isTotal: true)
  }

  /// Hands on what is still kept and ends the output.
  package mutating func finish() throws(DocumentError) {
    try showWaiting()
    try stream.flush()
  }

  private mutating func add(_ row: [TableCell], isTotal: Bool) throws(DocumentError) {
    try table.check(row)
    waiting.append(Line(cells: row, isTotal: isTotal))
    if widths != nil || waiting.count >= Self.measuredRows { try showWaiting() }
  }

  private mutating func showWaiting() throws(DocumentError) {
    let widths = self.widths ?? measured()
    if self.widths == nil { showHead(widths) }
    self.widths = widths
    for (index, line) in waiting.enumerated() {
      let isFirstTotal = line.isTotal && !(index > 0 && waiting[index - 1].isTotal)
      if isFirstTotal { showRule(widths) }
      show(line.cells, widths)
      try stream.endPiece()
    }
    waiting.removeAll()
  }

  // MARK: Widths

  private func measured() -> [ColumnWidth] {
    var widths = table.columns.map { column in
      ColumnWidth(least: displayWidth(heading(column)))
    }
    for line in waiting {
      for (index, cell) in line.cells.enumerated() {
        let parts = split(shown(cell))
        widths[index].whole = max(widths[index].whole, displayWidth(parts.whole))
        widths[index].fraction = max(widths[index].fraction, displayWidth(parts.fraction))
      }
    }
    guard let limit = style.width else { return widths }
    let gaps = Self.gap.utf8.count * (widths.count - 1)
    var excess = widths.reduce(gaps) { $0 + $1.total } - limit
    // The widest text gives first; below eight columns a text says nothing any more.
    while excess > 0 {
      let texts = table.columns.indices.filter { isText($0) && widths[$0].whole > 8 }
      guard let widest = texts.max(by: { widths[$0].whole < widths[$1].whole }) else { break }
      widths[widest].whole -= 1
      widths[widest].least = min(widths[widest].least, widths[widest].whole)
      excess -= 1
    }
    return widths
  }

  private func isText(_ index: Int) -> Bool { table.columns[index].kind == .text }

  // MARK: Text

  private func heading(_ column: TableColumn) -> String {
    terminalSafe(column.heading.line(in: style.language)).uppercased()
  }

  private func shown(_ cell: TableCell) -> String {
    switch cell {
    case .empty: ""
    case .amount(let amount): signed(amount.groupedText)
    case .total(let total): signed(total.groupedText)
    case .rate(let rate): signed(rate.percentText)
    case .integer(let value): signed(groupedDigits(Int(value)))
    case .text(let text): terminalSafe(text)
    case .instant(let instant): instant.secondText
    case .quantity, .date: cell.plainText
    }
  }

  /// A true minus on a terminal, an ASCII one where a program may read.
  private func signed(_ text: String) -> String {
    guard style.width == nil, text.first == "\u{2212}" else { return text }
    return "-" + text.dropFirst()
  }

  /// Before the decimal point, and from it on; only figures have one.
  private func split(_ text: String) -> (whole: String, fraction: String) {
    guard let point = text.lastIndex(of: "."), text.first.map(isFigureStart) == true else {
      return (text, "")
    }
    return (String(text[..<point]), String(text[point...]))
  }

  private func isFigureStart(_ character: Character) -> Bool {
    character.isNumber || character == "-" || character == "\u{2212}"
  }

  // MARK: Lines

  private mutating func showHead(_ widths: [ColumnWidth]) {
    var line = ""
    for (index, column) in table.columns.enumerated() {
      let text = shortened(heading(column), toColumns: widths[index].total)
      let pad = spaces(widths[index].total - displayWidth(text))
      line += isFigure(column.kind) ? pad + text : text + pad
      line += Self.gap
    }
    end(line)
  }

  private mutating func showRule(_ widths: [ColumnWidth]) {
    let dash = style.width == nil ? "-" : "─"
    let parts = widths.map { String(repeating: dash, count: $0.total) }
    end(parts.joined(separator: Self.gap))
  }

  private mutating func show(_ cells: [TableCell], _ widths: [ColumnWidth]) {
    var line = ""
    for (index, cell) in cells.enumerated() {
      let width = widths[index]
      var text = shown(cell)
      if isFigure(table.columns[index].kind) {
        let parts = split(text)
        let after = width.fraction - displayWidth(parts.fraction)
        let before = width.total - width.fraction - displayWidth(parts.whole)
        if style.hasColour, isBelowZero(cell) { text = "\u{1B}[31m\(text)\u{1B}[0m" }
        line += spaces(before) + text + spaces(after)
      } else {
        if isText(index) { text = shortened(text, toColumns: width.total) }
        line += text + spaces(width.total - displayWidth(text))
      }
      line += Self.gap
    }
    end(line)
  }

  private mutating func end(_ line: String) {
    var line = line
    while line.last == " " { line.removeLast() }
    stream.text(line + "\n")
  }

  private func isFigure(_ kind: TableCellKind) -> Bool {
    switch kind {
    case .amount, .rate, .quantity, .integer: true
    case .text, .instant, .date: false
    }
  }

  private func isBelowZero(_ cell: TableCell) -> Bool {
    switch cell {
    case .amount(let amount): amount.minorUnits < 0
    case .total(let total): total.minorUnits < 0
    case .empty, .text, .rate, .quantity, .instant, .date, .integer: false
    }
  }

  private func spaces(_ count: Int) -> String {
    String(repeating: " ", count: max(0, count))
  }
}
