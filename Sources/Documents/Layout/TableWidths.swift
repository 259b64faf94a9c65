/// Where the columns of a table stand, and the text size at which they fit.
struct TableWidths {
  /// Left edges, inside the padding.
  let lefts: [Length]
  let widths: [Length]
  let size: Length

  /// Between the edge of the table and its first and last text.
  static let padding: Length = 3_000
}

extension Composer {
  /// Gives every column its place: figures get what they need, words share the rest. Where
  /// the figures alone are too wide, the text becomes smaller; they are never cut.
  mutating func widths(of table: SheetTable) throws(DocumentError) -> TableWidths {
    var natural = [Int](repeating: 0, count: table.columns.count)
    for (index, column) in table.columns.enumerated() {
      natural[index] = try headingEms(column)
    }
    let bold = table.style.with(weight: .bold)
    for row in table.rows {
      for (index, cell) in row.enumerated() {
        natural[index] = max(natural[index], try ems(of: cell, table.style))
      }
    }
    for total in table.totals {
      for (index, amount) in total.amounts {
        natural[index] = max(natural[index], try ems(of: .money(amount), bold))
      }
    }
    for (index, amount) in try table.sums(ofFirst: table.rows.count, startingFrom: [:], at: 0) {
      natural[index] = max(natural[index], try ems(of: .money(amount), bold))
    }
    let least = table.columns.indices.map { index in
      min(natural[index], leastEms(table.columns[index], natural[index]))
    }
    let gutters = Measures.gutter * (table.columns.count - 1) + 2 * TableWidths.padding
    let room = Measures.contentWidth - gutters
    var size = table.style.size
    while least.reduce(0, +) * size / 1000 > room, size > 3_000 { size -= 250 }
    return placed(
      spread(natural: natural, least: least, columns: table.columns, room: room * 1000 / size),
      size: size)
  }

  private func leastEms(_ column: SheetColumn, _ natural: Int) -> Int {
    switch column.kind {
    case .words, .numbers, .bar: column.leastEms
    case .figure: natural
    }
  }

  /// Widths in thousandths of the size, that add up to the room or less.
  private func spread(
    natural: [Int], least: [Int], columns: [SheetColumn], room: Int
  ) -> [Int] {
    var widths = natural
    let wanted = natural.reduce(0, +)
    if wanted <= room {
      // What is left goes to the bars, or else to the longest words, so that figures stay right.
      let taker =
        columns.firstIndex { if case .bar = $0.kind { true } else { false } }
        ?? columns.indices.filter { columns[$0].isText }
        .max { natural[$0] < natural[$1] }
      if let taker { widths[taker] += room - wanted }
      return widths
    }
    let excess = wanted - room
    let slack = zip(natural, least).reduce(0) { $0 + $1.0 - $1.1 }
    guard slack > 0 else { return widths }
    for index in widths.indices {
      let share = (natural[index] - least[index]) * min(excess, slack)
      widths[index] -= (share + slack - 1) / slack
    }
    return widths
  }

  private func placed(_ ems: [Int], size: Length) -> TableWidths {
    var lefts: [Length] = []
    var widths: [Length] = []
    var x = Measures.left + TableWidths.padding
    for em in ems {
      lefts.append(x)
      // A little more than needed, so that rounding never cuts a text that fits.
      widths.append(em * size / 1000 + 1)
      x += em * size / 1000 + Measures.gutter
    }
    return TableWidths(lefts: lefts, widths: widths, size: size)
  }

  private mutating func headingEms(_ column: SheetColumn) throws(DocumentError) -> Int {
    var widest = column.leastEmsOfHeading
    for (line, text) in column.heading.lines(in: language).enumerated() {
      let ems = try width(text, TextStyle.cell.with(weight: .bold, size: 1_000))
      widest = max(widest, line == 0 ? ems : ems * Measures.secondaryPercent / 100)
    }
    return widest
  }

  private mutating func ems(of cell: SheetCell, _ style: TextStyle) throws(DocumentError) -> Int {
    let unit = style.with(size: 1_000)
    switch cell {
    case .empty: return 0
    case .bar: return 12_000
    case .words(let text): return try min(width(shortened(text), unit), 45_000)
    case .strong(let text):
      return try min(width(shortened(text), unit.with(weight: .bold)), 45_000)
    case .strongMoney(let amount):
      return try width(amount.groupedText, unit.with(weight: .bold))
    case .stacked(let first, let second):
      // Rounded up: less than it needs would cost it its last letters.
      let below = try (width(shortened(second), unit) * Measures.secondaryPercent + 99) / 100
      return try min(max(width(shortened(first), unit), below), 45_000)
    case .money(let amount): return try width(amount.groupedText, unit)
    case .figure(let text): return try width(text, unit)
    }
  }

  private func shortened(_ text: String) -> String {
    text.utf8.count <= 300 ? text : String(text.prefix(100))
  }
}

extension SheetColumn {
  /// A bar is no wider for its heading.
  fileprivate var leastEmsOfHeading: Int {
    if case .bar = kind { 8_000 } else { 1_500 }
  }
}
