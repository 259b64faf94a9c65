import Amounts
import CivilTime

extension StatementPages {
  mutating func waiting() throws(DocumentError) {
    let language = composer.language
    guard !statement.waiting.isEmpty else {
      try composer.heading(StatementWords.waiting, keeping: 12_000)
      try composer.note(
        StatementWords.nothingWaiting.line(in: language), TextStyle(size: 8_000, colour: .muted))
      composer.cursor += 9_000
      return
    }
    let columns = [
      SheetColumn(heading: StatementWords.reason, kind: .words(lines: 4)),
      SheetColumn(heading: StatementWords.expected, kind: .numbers),
      SheetColumn(heading: Words.lines, kind: .figure),
      SheetColumn(heading: inCurrency(StatementWords.estimate), kind: .figure, isSummed: true),
    ]
    let rows = statement.waiting.map { row -> [SheetCell] in
      [
        .words(reasonText(row)),
        .words(row.expected?.text ?? "–"), .figure(groupedDigits(row.lineCount)),
        row.amount.map(SheetCell.money) ?? .figure("–"),
      ]
    }
    var table = SheetTable(columns: columns, rows: rows)
    let count = statement.waiting.reduce(0) { $0 + $1.lineCount }
    table.totals = [
      SheetTotal(
        label: Words.total,
        amounts: try table.sums(ofFirst: rows.count, startingFrom: [:], at: 0),
        figures: [2: groupedDigits(count)])
    ]
    try composer.section(StatementWords.waiting, table)
    composer.cursor += 9_000
  }

  /// The words, and the code for who asks about it.
  private func reasonText(_ row: StatementWaiting) -> String {
    let text = row.words.line(in: composer.language)
    return text.contains(row.reasonCode) ? text : text + "  " + row.reasonCode
  }

  mutating func lines() throws(DocumentError) {
    guard !statement.lines.isEmpty else {
      try composer.heading(StatementWords.lines, keeping: 12_000)
      try composer.note(
        StatementWords.noLines.line(in: composer.language),
        TextStyle(size: 8_000, colour: .muted))
      composer.cursor += 9_000
      return
    }
    let shown = isExcerpt ? largestLines(Self.excerptCount) : statement.lines
    var table = lineTable(shown)
    let shownSums = try table.sums(ofFirst: table.rows.count, startingFrom: [:], at: 0)
    if isExcerpt {
      let all = lineTable(statement.lines)
      let allSums = try all.sums(ofFirst: all.rows.count, startingFrom: [:], at: 0)
      table.totals = [
        SheetTotal(label: StatementWords.shownLines, amounts: shownSums, isStrong: false),
        SheetTotal(
          label: StatementWords.otherLines(statement.lines.count - shown.count),
          amounts: try difference(allSums, shownSums), isStrong: false),
        SheetTotal(label: StatementWords.allLines, amounts: allSums),
      ]
    } else {
      table.totals = [SheetTotal(label: Words.total, amounts: shownSums)]
    }
    try composer.section(StatementWords.lines, table)
    composer.cursor += 9_000
  }

  /// The lines with the largest amounts of either sign, in the order of their numbers.
  private func largestLines(_ count: Int) -> [StatementLine] {
    let largest = statement.lines.sorted { left, right in
      let (first, second) = (left.amount.minorUnits.magnitude, right.amount.minorUnits.magnitude)
      return first != second ? first > second : left.number < right.number
    }
    return largest.prefix(count).sorted { $0.number < $1.number }
  }

  private func difference(
    _ all: [Int: Money], _ part: [Int: Money]
  ) throws(DocumentError) -> [Int: Money] {
    var rest: [Int: Money] = [:]
    for (index, amount) in all {
      do throws(AmountError) {
        rest[index] = try amount.subtracting(part[index] ?? .zero(in: statement.currency))
      } catch {
        throw .inconsistent(document: statement.id, reason: error.sentence)
      }
    }
    return rest
  }

  private func lineTable(_ lines: [StatementLine]) -> SheetTable {
    let language = composer.language
    // A column that would say nothing in every row gives its room to the names.
    let hasVoucher = statement.lines.contains { ($0.voucher?.minorUnits ?? 0) != 0 }
    let hasIncrement = statement.lines.contains { ($0.increment ?? .zero) != .zero }
    var columns = [
      SheetColumn(heading: StatementWords.line, kind: .figure),
      SheetColumn(heading: StatementWords.kind, kind: .words(lines: 1)),
      SheetColumn(heading: StatementWords.source, kind: .numbers),
      SheetColumn(heading: StatementWords.product, kind: .words(lines: 2)),
      SheetColumn(heading: StatementWords.ready, kind: .numbers),
      SheetColumn(heading: StatementWords.sales, kind: .figure, isSummed: true),
    ]
    if hasVoucher {
      columns.append(
        SheetColumn(heading: StatementWords.voucher, kind: .figure, isSummed: true))
    }
    columns.append(SheetColumn(heading: StatementWords.paid, kind: .figure, isSummed: true))
    columns.append(SheetColumn(heading: Words.rate, kind: .figure))
    if hasIncrement {
      columns.append(SheetColumn(heading: StatementWords.increment, kind: .figure))
    }
    columns.append(
      SheetColumn(heading: inCurrency(StatementWords.amountDue), kind: .figure, isSummed: true))
    let rows = lines.map { line -> [SheetCell] in
      var cells: [SheetCell] = [
        .figure(String(line.number)),
        .words(kindText(line.sourceKind, language)),
        source(of: line), product(of: line),
        ready(line), money(line.sales),
      ]
      if hasVoucher { cells.append(money(line.voucher)) }
      cells.append(money(line.paid))
      cells.append(line.rate.map { .figure($0.percentText) } ?? .empty)
      if hasIncrement { cells.append(line.increment.map { .figure($0.percentText) } ?? .empty) }
      cells.append(.money(line.amount))
      return cells
    }
    return SheetTable(
      columns: columns, rows: rows, style: TextStyle(size: 7_500))
  }

  /// One word: a bilingual page has no room for two in every line.
  private func kindText(_ kind: StatementSourceKind, _ language: DocumentLanguage) -> String {
    switch language {
    case .zh, .both: kind.wording.zh
    case .en: kind.wording.en
    }
  }

  /// The day, and below it the month the line belongs to where that is an earlier one.
  private func ready(_ line: StatementLine) -> SheetCell {
    let day = CivilDate(at: line.ready).text
    guard line.naturalPeriod != statement.period else { return .words(day) }
    let month = Words.period.lines(in: composer.language)[0]
    return .stacked(day, "\(month) \(line.naturalPeriod.dashedText)")
  }

  private func source(of line: StatementLine) -> SheetCell {
    guard let order = line.orderLineID, order != line.sourceID else {
      return .words(line.sourceID)
    }
    return .stacked(order, line.sourceID)
  }

  private func product(of line: StatementLine) -> SheetCell {
    switch (line.productName, line.productID) {
    // The id comes first, because it must not be what an ellipsis takes away.
    case (let name?, let id?) where name != id: .words("\(id)  \(name)")
    case (let name?, _): .words(name)
    case (nil, let id?): .words(id)
    case (nil, nil): .empty
    }
  }

  private func money(_ amount: Money?) -> SheetCell {
    amount.map(SheetCell.money) ?? .empty
  }

  mutating func notes() throws(DocumentError) {
    // The notes stay together; a page that ends in the middle of them reads like a mistake.
    let lineCount =
      StatementWords.explanations.count * (composer.language == .both ? 2 : 1)
      + (statement.verificationLink == nil ? 2 : 4)
    try composer.heading(StatementWords.notes, keeping: lineCount * 11_500)
    for words in StatementWords.explanations {
      try composer.note(words)
      composer.cursor += 2_500
    }
    try composer.note(
      StatementWords.digest.line(in: composer.language) + "  " + statement.contentHash)
    if let link = statement.verificationLink { try composer.note(Words.verify(link)) }
  }
}
