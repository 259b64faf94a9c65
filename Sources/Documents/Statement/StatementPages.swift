import Amounts
import CivilTime
import Invoicing

/// Sets a statement on pages.
struct StatementPages: ~Copyable {
  /// How many of the largest lines the pages show where they cannot show all.
  static let excerptCount = 50

  let statement: StatementDocument
  /// Up to so many lines are shown whole.
  let lineLimit: Int
  var composer: Composer
  private var language: DocumentLanguage { composer.language }

  init(
    _ statement: StatementDocument, lineLimit: Int, shelf: FontShelf, language: DocumentLanguage
  ) {
    self.statement = statement
    self.lineLimit = lineLimit
    composer = Composer(shelf: shelf, language: language)
  }

  /// Lays out everything.
  mutating func compose() throws(DocumentError) {
    try composer.letterhead(
      issuer: statement.issuer, title: StatementWords.title, number: statement.id,
      colour: .accent)
    try identity()
    try payablePanel()
    try account()
    try steps()
    try groups()
    try waiting()
    try lines()
    try notes()
    let partner = statement.partner.name
    try composer.runningLines(
      head: [
        StatementWords.title.line(in: language), statement.id, partner,
        statement.period.dashedText,
      ].joined(separator: "   "),
      foot: [statement.id, "data \(statement.contentHash)"])
  }

  var isExcerpt: Bool { statement.lines.count > max(lineLimit, Self.excerptCount) }

  private mutating func identity() throws(DocumentError) {
    let facts = [
      Fact(label: Words.period, value: statement.period.daysText + " (UTC+8)"),
      Fact(
        label: StatementWords.tab,
        value: statement.tab.wording.line(in: language) + "  ·  "
          + Words.site(statement.site).line(in: language)),
      Fact(label: Words.currency, value: statement.currency.code),
      Fact(label: Words.issued, value: statement.issued.minuteText),
      Fact(label: StatementWords.run, value: statement.runID),
      Fact(label: Words.lines, value: groupedDigits(statement.lines.count)),
    ]
    try composer.identity(
      of: statement.partner, Words.role(statement.role), facts: facts,
      beside: statement.verificationLink)
  }

  private mutating func payablePanel() throws(DocumentError) {
    let payable = statement.balance.payable
    let capitals =
      payable.minorUnits > 0 && language != .en ? capitalNumerals(payable) : nil
    let note: String? =
      if let capitals {
        Words.capitals.zh + "  " + capitals
      } else if payable.minorUnits == 0, statement.balance.closing.minorUnits < 0 {
        StatementWords.nothingPayable.line(in: language)
      } else if payable.minorUnits == 0 {
        StatementWords.zeroPayable.line(in: language)
      } else {
        nil
      }
    try composer.amountPanel(StatementWords.payable, payable, note: note)
    composer.cursor += 8_000
    if isExcerpt {
      let words = StatementWords.excerpt(
        shown: Self.excerptCount, all: statement.lines.count)
      try composer.note(words, TextStyle(size: 8_000))
      composer.cursor += 4_000
    }
  }

  /// The equation of the balance, one cell for each of its terms.
  private mutating func account() throws(DocumentError) {
    try composer.heading(StatementWords.account, keeping: 40_000)
    let balance = statement.balance
    let terms: [(sign: String, words: Wording, amount: Money, isStrong: Bool)] = [
      ("", StatementWords.opening, balance.opening, false),
      ("+", StatementWords.linesTotal, balance.lines, false),
      ("+", StatementWords.adjustments, balance.adjustments, false),
      ("=", StatementWords.net, balance.net, true),
      ("→", StatementWords.payable, balance.payable, true),
      ("→", StatementWords.closing, balance.closing, false),
    ]
    let top = composer.cursor
    let width = Measures.contentWidth / terms.count
    var size: Length = 9_500
    // The sign before a figure is as wide as it is high, and 6 points are kept after it.
    let room = width - 9_500 - 2_000 - 6_000
    for term in terms {
      while size > 4_000,
        try composer.width(term.amount.groupedText, TextStyle(weight: .bold, size: size)) > room
      { size -= 250 }
    }
    let isBilingual = language == .both
    let figureLine: Length = isBilingual ? 33_000 : 24_500
    for (index, term) in terms.enumerated() {
      let right = Measures.left + width * (index + 1) - (index + 1 == terms.count ? 3_000 : 6_000)
      var y = top + 10_500
      var style = TextStyle.label
      for line in term.words.lines(in: language) {
        try composer.text(line, x: right, y: y, style, .right)
        style = TextStyle.label.secondary
        y += 9_500
      }
      let weight: FontWeight = term.isStrong ? .bold : .regular
      try composer.figure(
        term.amount, right: right, y: top + figureLine, TextStyle(weight: weight, size: size))
      try composer.text(
        term.sign, x: Measures.left + width * index, y: top + figureLine,
        TextStyle(size: 9_500, colour: .muted))
    }
    let bottom = top + figureLine + 7_000
    composer.rule(y: top, thickness: 750, .edge)
    composer.rule(y: bottom, thickness: 300, .line)
    composer.cursor = bottom + 11_000
  }

  private mutating func steps() throws(DocumentError) {
    guard !statement.steps.isEmpty else { return }
    let columns = [
      SheetColumn(heading: StatementWords.step, kind: .words(lines: 2)),
      SheetColumn(heading: Wording(zh: "", en: ""), kind: .bar),
      SheetColumn(heading: inCurrency(Words.amount), kind: .figure),
    ]
    var running: Int64 = 0
    var rows: [[SheetCell]] = []
    for step in statement.steps {
      let bar: SheetCell
      switch step.kind {
      case .total:
        bar = .bar(from: 0, to: step.amount.minorUnits, .barTotal)
        running = step.amount.minorUnits
      case .change:
        // The sum fits, because the statement was added up before.
        let next = running + step.amount.minorUnits
        bar = .bar(from: running, to: next, step.amount.minorUnits < 0 ? .barMinus : .barPlus)
        running = next
      }
      let isTotal = step.kind == .total
      rows.append([
        isTotal ? .strong(step.label.line(in: language)) : .words(step.label.line(in: language)),
        bar, isTotal ? .strongMoney(step.amount) : .money(step.amount),
      ])
    }
    let table = SheetTable(columns: columns, rows: rows)
    try composer.section(StatementWords.steps, table)
    composer.cursor += 9_000
  }

  private mutating func groups() throws(DocumentError) {
    guard !statement.groups.isEmpty else { return }
    let columns = [
      SheetColumn(heading: StatementWords.group, kind: .words(lines: 2)),
      SheetColumn(heading: Words.lines, kind: .figure),
      SheetColumn(heading: inCurrency(StatementWords.sales), kind: .figure, isSummed: true),
      SheetColumn(heading: inCurrency(StatementWords.voucher), kind: .figure, isSummed: true),
      SheetColumn(heading: inCurrency(StatementWords.paid), kind: .figure, isSummed: true),
      SheetColumn(heading: inCurrency(StatementWords.amountDue), kind: .figure, isSummed: true),
    ]
    let rows = statement.groups.map { group -> [SheetCell] in
      [
        .words(group.label.line(in: language)), .figure(groupedDigits(group.lineCount)),
        .money(group.sales), .money(group.voucher), .money(group.paid), .money(group.amount),
      ]
    }
    var table = SheetTable(columns: columns, rows: rows)
    let sums = try table.sums(ofFirst: rows.count, startingFrom: [:], at: 0)
    table.totals = [
      SheetTotal(
        label: Words.total, amounts: sums, figures: [1: groupedDigits(statement.lines.count)])
    ]
    try composer.section(StatementWords.groups, table)
    composer.cursor += 9_000
  }

  func inCurrency(_ words: Wording) -> Wording {
    words.priced(in: statement.currency.code, language)
  }
}
