import Amounts

/// Words at the end of a page and the start of the next.
private let carriedForward = Wording(zh: "过次页", en: "Carried forward")
private let broughtForward = Wording(zh: "承前页", en: "Brought forward")

extension Composer {
  /// Sets a heading and its table from the cursor on, over as many pages as it needs.
  ///
  /// The head is repeated. Where amounts are added up, a page ends with the sum so far and the
  /// next one begins with it. The last row stays with the totals; a row is never split.
  mutating func section(
    _ words: Wording, _ table: SheetTable, colour: Colour = .accent
  ) throws(DocumentError) {
    let widths = try widths(of: table)
    let style = table.style.with(size: widths.size)
    try heading(words, keeping: leastHeight(of: table, widths, style), colour: colour)
    try rows(of: table, widths, style)
  }

  private mutating func rows(
    of table: SheetTable, _ widths: TableWidths, _ style: TextStyle
  ) throws(DocumentError) {
    let carries = table.columns.contains { $0.isSummed }
    var sums: [Int: Money] = [:]
    var summed = 0
    var isFirstOnPage = false
    try head(table, widths)
    for (index, row) in table.rows.enumerated() {
      let height = try rowHeight(row, table, widths, style)
      if !fits(height + heightAfter(row: index, of: table)), !isFirstOnPage {
        if carries {
          sums = try table.sums(ofFirst: index, startingFrom: sums, at: summed)
          summed = index
          let foot = SheetTotal(label: carriedForward, amounts: sums, isStrong: false)
          try totals([foot], table, widths, isEnd: false)
        }
        breakPage()
        try head(table, widths)
        if carries {
          let top = SheetTotal(label: broughtForward, amounts: sums, isStrong: false)
          try totals([top], table, widths, isEnd: false)
        }
        isFirstOnPage = true
      } else {
        isFirstOnPage = false
      }
      try self.row(row, table, widths, style, height: height)
    }
    if !table.totals.isEmpty { try totals(table.totals, table, widths, isEnd: true) }
  }

  /// What must stand under a row on its page: the totals under the last one, the sum carried
  /// forward under any other.
  private func heightAfter(row index: Int, of table: SheetTable) -> Length {
    if index + 1 == table.rows.count { return Self.totalHeight * table.totals.count + 2_000 }
    return table.columns.contains { $0.isSummed } ? Self.totalHeight : 0
  }

  /// The head with the first row and what must follow it: a heading is never alone at the foot.
  private mutating func leastHeight(
    of table: SheetTable, _ widths: TableWidths, _ style: TextStyle
  ) throws(DocumentError) -> Length {
    guard let first = table.rows.first else { return headHeight(table) }
    return try headHeight(table) + rowHeight(first, table, widths, style)
      + heightAfter(row: 0, of: table)
  }

  static var totalHeight: Length { 14_000 }
  private static var linePitch: Length { 9_800 }

  private func headHeight(_ table: SheetTable) -> Length {
    let lines = table.columns.map { $0.heading.lines(in: language).count }.max() ?? 1
    return lines > 1 ? 23_000 : 15_000
  }

  private mutating func head(
    _ table: SheetTable, _ widths: TableWidths
  ) throws(DocumentError) {
    let height = headHeight(table)
    fill(
      x: Measures.left, y: cursor, width: Measures.contentWidth, height: height, .surface)
    rule(y: cursor + height - 750, thickness: 750, .edge)
    for (index, column) in table.columns.enumerated() {
      var baseline = cursor + 10_200
      let size = min(widths.size, 7_500)
      var style = TextStyle(weight: .bold, size: size, colour: .ink)
      for line in column.heading.lines(in: language) {
        try place(line, in: index, table, widths, y: baseline, style)
        baseline += 8_800
        style = TextStyle(size: size * Measures.secondaryPercent / 100, colour: .muted)
      }
    }
    cursor += height
  }

  private mutating func place(
    _ text: String, in index: Int, _ table: SheetTable, _ widths: TableWidths, y: Length,
    _ style: TextStyle
  ) throws(DocumentError) {
    let left = widths.lefts[index]
    switch table.columns[index].kind {
    case .figure:
      try self.text(text, x: left + widths.widths[index], y: y, style, .right)
    case .words, .numbers, .bar:
      let fitted = try fitted(text, style, width: widths.widths[index])
      show(fitted, x: left, y: y, style)
    }
  }

  private mutating func rowHeight(
    _ row: [SheetCell], _ table: SheetTable, _ widths: TableWidths, _ style: TextStyle
  ) throws(DocumentError) -> Length {
    var lines = 1
    for (index, cell) in row.enumerated() {
      let limit = table.columns[index].lineLimit
      let width = widths.widths[index]
      switch cell {
      case .words(let text) where limit > 1:
        lines = max(lines, try wrapped(text, style, width: width, atMost: limit).count)
      case .stacked(let first, let second):
        let (above, below) = try stacked(first, second, in: table.columns[index], style, width)
        lines = max(lines, above.count + below.count)
      case .empty, .words, .strong, .money, .strongMoney, .figure, .bar: continue
      }
    }
    return Measures.grid + (lines - 1) * Self.linePitch
  }

  /// Two texts below each other: a line of each, or all of both where nothing may be missing.
  private mutating func stacked(
    _ first: String, _ second: String, in column: SheetColumn, _ style: TextStyle, _ width: Length
  ) throws(DocumentError) -> ([ShapedText], [ShapedText]) {
    var limit = 1
    if case .numbers = column.kind { limit = column.lineLimit }
    return (
      try wrapped(first, style, width: width, atMost: limit),
      try wrapped(second, style.secondary, width: width, atMost: limit)
    )
  }

  private mutating func row(
    _ row: [SheetCell], _ table: SheetTable, _ widths: TableWidths, _ style: TextStyle,
    height: Length
  ) throws(DocumentError) {
    let baseline = cursor + 8_300
    for (index, cell) in row.enumerated() {
      let left = widths.lefts[index]
      let width = widths.widths[index]
      switch cell {
      case .empty:
        continue
      case .words(let text):
        var y = baseline
        for line in try wrapped(
          text, style, width: width, atMost: table.columns[index].lineLimit)
        {
          show(line, x: left, y: y, style)
          y += Self.linePitch
        }
      case .strong(let text):
        let bold = style.with(weight: .bold)
        show(try fitted(text, bold, width: width), x: left, y: baseline, bold)
      case .strongMoney(let amount):
        try figure(amount, right: left + width, y: baseline, style.with(weight: .bold))
      case .stacked(let first, let second):
        let (above, below) = try stacked(first, second, in: table.columns[index], style, width)
        var y = baseline
        for line in above {
          show(line, x: left, y: y, style)
          y += Self.linePitch
        }
        for line in below {
          show(line, x: left, y: y - 300, style.secondary.with(colour: .muted))
          y += Self.linePitch
        }
      case .money(let amount):
        try figure(amount, right: left + width, y: baseline, style)
      case .figure(let text):
        try self.text(text, x: left + width, y: baseline, style, .right)
      case .bar(let start, let end, let colour):
        bar(from: start, to: end, scale: table.barScale, left: left, width: width, colour)
      }
    }
    cursor += height
    rule(y: cursor - 300, thickness: 300, .line)
  }

  /// An amount with its last digit at `right`; below zero it is red, and has its sign as well.
  mutating func figure(
    _ amount: Money, right: Length, y: Length, _ style: TextStyle
  ) throws(DocumentError) {
    let colour = amount.minorUnits < 0 ? Colour.negative : style.colour
    try text(amount.groupedText, x: right, y: y, style.with(colour: colour), .right)
  }

  private mutating func bar(
    from start: Int64, to end: Int64, scale: ClosedRange<Int64>, left: Length, width: Length,
    _ colour: Colour
  ) {
    let extent = Int128(scale.upperBound) - Int128(scale.lowerBound)
    guard extent > 0 else { return }
    func place(_ amount: Int64) -> Length {
      left + Length((Int128(amount) - Int128(scale.lowerBound)) * Int128(width) / extent)
    }
    let low = place(min(start, end))
    let high = place(max(start, end))
    rule(from: place(0) - 150, to: place(0) + 150, y: cursor, thickness: Measures.grid, .edge)
    // A share too small to be drawn is still a thin line.
    fill(x: low, y: cursor + 2_600, width: max(high - low, 600), height: 6_000, colour)
  }

  private mutating func totals(
    _ totals: [SheetTotal], _ table: SheetTable, _ widths: TableWidths, isEnd: Bool
  ) throws(DocumentError) {
    if isEnd { rule(y: cursor, thickness: 700, .ink) }
    for total in totals {
      let weight: FontWeight = total.isStrong ? .bold : .regular
      let style = TextStyle(
        weight: weight, size: widths.size, colour: total.isStrong ? .ink : .muted)
      let baseline = cursor + 9_800
      try text(total.label.line(in: language), x: widths.lefts[0], y: baseline, style)
      for (index, amount) in total.amounts.sorted(by: { $0.key < $1.key }) {
        let right = widths.lefts[index] + widths.widths[index]
        try figure(amount, right: right, y: baseline, style.with(colour: .ink))
      }
      for (index, figure) in total.figures.sorted(by: { $0.key < $1.key }) {
        try place(figure, in: index, table, widths, y: baseline, style.with(colour: .ink))
      }
      cursor += Self.totalHeight
      if !isEnd { rule(y: cursor - 300, thickness: 300, .line) }
    }
    guard isEnd else { return }
    rule(y: cursor - 500, thickness: 500, .ink)
    rule(y: cursor + 1_300, thickness: 500, .ink)
    cursor += 2_000
  }
}
