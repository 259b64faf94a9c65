import Amounts
import CivilTime
import Invoicing

/// Sets an incentive statement on pages.
struct IncentivePages: ~Copyable {
  static let title = Wording(zh: "激励对账单", en: "INCENTIVE STATEMENT")

  let statement: IncentiveStatement
  /// Of the document; see ``IncentiveStatement/dataHash``.
  let dataHash: String
  var composer: Composer
  private var language: DocumentLanguage { composer.language }
  private var code: String { statement.total.currency.code }

  init(
    _ statement: IncentiveStatement, dataHash: String, shelf: FontShelf,
    language: DocumentLanguage
  ) {
    self.statement = statement
    self.dataHash = dataHash
    composer = Composer(shelf: shelf, language: language)
  }

  mutating func compose() throws(DocumentError) {
    try composer.letterhead(
      issuer: statement.issuer, title: Self.title, number: statement.id, colour: .accent)
    try identity()
    try composer.amountPanel(IncentiveWords.total, statement.total, note: nil)
    composer.cursor += 8_000
    try summary()
    for incentive in statement.incentives { try calculation(of: incentive) }
    if !statement.waiting.isEmpty { try waiting() }
    try notes()
    try composer.runningLines(
      head: [Self.title.line(in: language), statement.id, statement.partner.name]
        .joined(separator: "   "),
      foot: [statement.id, Words.data(dataHash), IncentiveWords.notAnInvoice.line(in: language)])
  }

  private mutating func identity() throws(DocumentError) {
    let facts = [
      Fact(label: StatementWords.statement, value: statement.id),
      Fact(label: Words.period, value: statement.period.daysText + " (UTC+8)"),
      Fact(label: StatementWords.site, value: Words.site(statement.site).line(in: language)),
      Fact(label: Words.currency, value: code),
      Fact(label: IncentiveWords.state, value: IncentiveWords.final.line(in: language)),
      Fact(label: Words.issued, value: statement.issued.minuteText),
      Fact(label: StatementWords.run, value: statement.runID),
    ]
    try composer.identity(
      of: statement.partner, Words.role(statement.role), facts: facts,
      beside: statement.verificationLink)
  }

  private mutating func summary() throws(DocumentError) {
    let columns = [
      SheetColumn(heading: IncentiveWords.incentive, kind: .numbers),
      SheetColumn(heading: IncentiveWords.months, kind: .numbers),
      SheetColumn(heading: IncentiveWords.basis, kind: .figure),
      SheetColumn(heading: Words.rate, kind: .figure),
      SheetColumn(heading: IncentiveWords.earned, kind: .figure),
      SheetColumn(
        heading: IncentiveWords.billedHere.priced(in: code, language), kind: .figure,
        isSummed: true),
    ]
    let rows = statement.incentives.map { incentive -> [SheetCell] in
      [
        name(of: incentive), .words(incentive.monthsText), .money(incentive.basis),
        incentive.rule.map { .figure($0.rate.percentText) } ?? .empty, .money(incentive.earned),
        .money(incentive.amount),
      ]
    }
    let table = SheetTable(
      columns: columns, rows: rows,
      totals: [SheetTotal(label: Words.total, amounts: [5: statement.total])])
    try composer.section(IncentiveWords.summary, table.withoutEmptyColumns())
    composer.cursor += 9_000
  }

  private func name(of incentive: EarnedIncentive) -> SheetCell {
    guard let rule = incentive.rule, rule.name != incentive.policyID else {
      return .words(incentive.sourceID)
    }
    return .stacked(incentive.sourceID, rule.name)
  }

  /// From what was consumed to what the statement has, a step on each row.
  private mutating func calculation(of incentive: EarnedIncentive) throws(DocumentError) {
    let words = { [language] (words: Wording) in SheetCell.words(words.line(in: language)) }
    var rows: [[SheetCell]] = []
    if let refunded = incentive.refunded, refunded.minorUnits > 0 {
      rows.append([
        words(IncentiveWords.consumed), .empty,
        .money(try statement.sum([incentive.basis, refunded])),
      ])
      rows.append([words(IncentiveWords.refunded), .empty, .money(negative(refunded))])
    }
    rows.append([
      .strong(IncentiveWords.basis.line(in: language)), words(counted(incentive)),
      .strongMoney(incentive.basis),
    ])
    if let rule = incentive.rule {
      rows.append([words(IncentiveWords.threshold), .empty, .money(rule.threshold)])
      rows.append([
        words(IncentiveWords.formula(rule.mode)), .words("\(rule.formula) = \(rule.exact)"),
        .empty,
      ])
    }
    rows.append([
      .strong(IncentiveWords.earned.line(in: language)), words(IncentiveWords.rounded),
      .strongMoney(incentive.earned),
    ])
    for line in incentive.earlier {
      rows.append([
        words(IncentiveWords.billedOn), .stacked(line.statementID, line.sourceID),
        .money(negative(line.amount)),
      ])
    }
    rows.append([
      .strong(IncentiveWords.billedHere.line(in: language)),
      .stacked(statement.id, incentive.sourceID), .strongMoney(incentive.amount),
    ])
    let columns = [
      SheetColumn(heading: StatementWords.step, kind: .words(lines: 2)),
      SheetColumn(heading: IncentiveWords.from, kind: .numbers),
      SheetColumn(heading: Words.amount.priced(in: code, language), kind: .figure),
    ]
    try composer.section(
      IncentiveWords.calculation(incentive.sourceID), SheetTable(columns: columns, rows: rows))
    composer.cursor += 4_000
    if let rule = incentive.rule { try bands(of: rule) }
    composer.cursor += 6_000
  }

  /// Which months and which product the basis is of.
  private func counted(_ incentive: EarnedIncentive) -> Wording {
    IncentiveWords.counted(incentive.monthsText, product: incentive.productID)
  }

  /// The bands in one sentence each, the one that was reached marked, and how far it was to the next.
  private mutating func bands(of rule: IncentiveRule) throws(DocumentError) {
    let list = rule.bands.map { band in
      let mark = band == rule.reached ? " ◀" : ""
      return "≥ \(band.from.groupedText): \(band.rate.percentText)\(mark)"
    }.joined(separator: "   ")
    try composer.note("\(IncentiveWords.bands.line(in: language))  \(list)", .cell)
    if let next = rule.next {
      try composer.note(
        IncentiveWords.next(next.missing.groupedText, next.rate.percentText), .cell)
    } else {
      try composer.note(IncentiveWords.top, .cell)
    }
  }

  private mutating func waiting() throws(DocumentError) {
    let columns = [
      SheetColumn(heading: IncentiveWords.incentive, kind: .numbers),
      SheetColumn(heading: IncentiveWords.months, kind: .numbers),
      SheetColumn(heading: StatementWords.reason, kind: .words(lines: 3)),
      SheetColumn(heading: IncentiveWords.basis, kind: .figure),
      SheetColumn(
        heading: StatementWords.estimate.priced(in: code, language), kind: .figure),
    ]
    let rows = statement.waiting.map { waiting -> [SheetCell] in
      [
        name(of: waiting.incentive), .words(waiting.incentive.monthsText),
        .words(Wording.waitingReason(waiting.reasons).line(in: language)),
        .money(waiting.incentive.basis), .money(waiting.incentive.amount),
      ]
    }
    try composer.section(IncentiveWords.waiting, SheetTable(columns: columns, rows: rows))
    composer.cursor += 9_000
  }

  private mutating func notes() throws(DocumentError) {
    var notes = [IncentiveWords.performance, IncentiveWords.difference]
    if statement.incentives.contains(where: { $0.rule == nil }) {
      notes.append(IncentiveWords.notKept)
    }
    notes += [IncentiveWords.frozen, IncentiveWords.notAnInvoice]
    if let link = statement.verificationLink { notes.append(Words.verify(link)) }
    try composer.notes(IncentiveWords.notes, notes)
  }

  private func negative(_ amount: Money) -> Money {
    Money(minorUnits: -amount.minorUnits, currency: amount.currency)
  }
}

extension EarnedIncentive {
  /// `2026-10`, or the first and the last month: `2026-10 – 2026-12`.
  fileprivate var monthsText: String {
    let (first, last) = (months.lowerBound, months.upperBound)
    return first == last ? first.dashedText : "\(first.dashedText) – \(last.dashedText)"
  }
}
