import Amounts
import CivilTime

extension StatementDocument {
  /// The statement as one page for a browser: the sections of the PDF, with all lines.
  ///
  /// - Throws: `inconsistent` where it does not add up.
  package func html(in language: DocumentLanguage) throws(DocumentError) -> String {
    try checkConsistency()
    let payable = "\(currency.code) \(balance.payable.groupedText)"
    let nature = StatementWords.nature
    let page = ReportPage(
      title: Wording(
        zh: "\(StatementWords.title.zh) \(id)", en: "\(StatementWords.statement.en) \(id)"),
      summary: Wording(
        zh: "\(StatementWords.payable.zh) \(payable)。\(nature.zh)",
        en: "\(StatementWords.payable.en) \(payable). \(nature.en)"),
      facts: facts(in: language),
      sections: try summary(in: language) + [try lineSection(in: language)])
    return page.html(in: language)
  }

  /// The statement as a workbook: a sheet for each section of the PDF, with all lines.
  ///
  /// - Throws: `inconsistent` where it does not add up, or what the sink throws.
  package func writeWorkbook(
    in language: DocumentLanguage, to sink: @escaping ByteSink
  ) throws(DocumentError) {
    try checkConsistency()
    let sections =
      try summary(isNamed: true, in: language) + [try lineSection(in: language)]
    let writer = try WorkbookWriter(sections[0].table, to: sink)
    for (index, section) in sections.enumerated() {
      if index > 0 { writer.begin(section.table) }
      for row in section.rows { try writer.append(row) }
    }
    try writer.finish()
  }

  /// The statement without its lines for a terminal: the sections of the PDF that say something.
  ///
  /// - Throws: What the sink throws.
  package func writeSummary(
    style: TerminalStyle, to sink: @escaping ByteSink
  ) throws(DocumentError) {
    for section in try summary(in: style.language) where !section.rows.isEmpty {
      var stream = ByteStream(to: sink)
      stream.text("\n\(section.title.line(in: style.language))\n")
      try stream.flush()
      var table = TerminalTable(section.table, style: style, to: sink)
      for row in section.rows { try table.append(row) }
      for total in section.totals { try table.appendTotal(total) }
      try table.finish()
    }
  }

  private func facts(in language: DocumentLanguage) -> [ReportPage.Fact] {
    [
      .init(
        Words.role(role), [partner.name, partner.id].compactMap(\.self).joined(separator: "  ")),
      .init(Words.period, period.daysText + " (UTC+8)"),
      .init(StatementWords.tab, tab.wording.line(in: language)),
      .init(StatementWords.site, Words.site(site).line(in: language)),
      .init(Words.currency, currency.code),
      .init(Words.issued, issued.minuteText),
      .init(StatementWords.run, runID),
      .init(StatementWords.digest, contentHash),
    ]
  }

  /// How the statement came about, without its lines: a heading and a table each.
  private func summary(
    isNamed: Bool = false, in language: DocumentLanguage
  ) throws(DocumentError) -> [ReportPage.Section] {
    [
      try account(isNamed: isNamed), try stepSection(in: language), try groupSection(in: language),
      try waitingSection(in: language),
    ]
  }

  /// - Parameter isNamed: Whether it says of which statement and in which currency.
  private func account(isNamed: Bool) throws(DocumentError) -> ReportPage.Section {
    let names = [
      TableColumn("statement_id", .text, heading: StatementWords.statement),
      TableColumn("currency", .text, heading: Words.currency),
    ]
    let amounts = [
      TableColumn("opening_balance", .amount, heading: StatementWords.opening),
      TableColumn("lines_total", .amount, heading: StatementWords.linesTotal),
      TableColumn("adjustments_total", .amount, heading: StatementWords.adjustments),
      TableColumn("net", .amount, heading: StatementWords.net),
      TableColumn("payable", .amount, heading: StatementWords.payable),
      TableColumn("closing_balance", .amount, heading: StatementWords.closing),
    ]
    let cells = [
      balance.opening, balance.lines, balance.adjustments, balance.net, balance.payable,
      balance.closing,
    ].map(TableCell.amount)
    return try .init(
      StatementWords.account,
      Table(name: "account", columns: isNamed ? names + amounts : amounts),
      rows: [isNamed ? [.text(id), .text(currency.code)] + cells : cells])
  }

  private func stepSection(
    in language: DocumentLanguage
  ) throws(DocumentError) -> ReportPage.Section {
    try .init(
      StatementWords.steps,
      Table(
        name: "steps",
        columns: [
          TableColumn("step", .text, heading: StatementWords.step),
          TableColumn("kind", .text, heading: StatementWords.kind),
          TableColumn("amount", .amount, heading: Words.amount),
        ]),
      rows: steps.map { step in
        let kind: Wording =
          switch step.kind {
          case .change: StatementWords.change
          case .total: Words.total
          }
        return [
          .text(step.label.line(in: language)), .text(kind.line(in: language)),
          .amount(step.amount),
        ]
      })
  }

  private func groupSection(
    in language: DocumentLanguage
  ) throws(DocumentError) -> ReportPage.Section {
    try summed(
      StatementWords.groups,
      Table(
        name: "summary",
        columns: [
          TableColumn("kind", .text, heading: StatementWords.group),
          TableColumn("lines", .integer, heading: Words.lines),
          TableColumn("sales_amount", .amount, heading: StatementWords.sales),
          TableColumn("voucher_amount", .amount, heading: StatementWords.voucher),
          TableColumn("paid_amount", .amount, heading: StatementWords.paid),
          TableColumn("amount", .amount, heading: StatementWords.amountDue),
        ]),
      groups.map { group in
        [
          .text(group.label.line(in: language)), .integer(Int64(group.lineCount)),
          .amount(group.sales), .amount(group.voucher), .amount(group.paid), .amount(group.amount),
        ]
      }, in: language)
  }

  private func waitingSection(
    in language: DocumentLanguage
  ) throws(DocumentError) -> ReportPage.Section {
    try .init(
      StatementWords.waiting,
      Table(
        name: "not in this statement",
        columns: [
          TableColumn("code", .text, heading: StatementWords.code),
          TableColumn("reason", .text, heading: StatementWords.reason),
          TableColumn("expected_on", .date, heading: StatementWords.expected),
          TableColumn("lines", .integer, heading: Words.lines),
          TableColumn("amount_estimate", .amount, heading: StatementWords.estimate),
        ]),
      rows: waiting.map { row in
        [
          .text(row.reasonCode), .text(row.words.line(in: language)), TableCell(row.expected),
          .integer(Int64(row.lineCount)), TableCell(row.amount),
        ]
      })
  }

  /// The columns of the export, less those that are the same for the whole statement.
  private func lineSection(
    in language: DocumentLanguage
  ) throws(DocumentError) -> ReportPage.Section {
    var columns: [TableColumn] = []
    var rows = [[TableCell]](repeating: [], count: lines.count)
    let exported = lines.map { row(of: $0) }
    for (index, name) in Self.ownColumns {
      let column = Table.statementLines.columns[index]
      columns.append(
        TableColumn(column.name, column.kind, heading: Self.headings[name]))
      for line in lines.indices { rows[line].append(exported[line][index]) }
      if name == "product_id" {
        columns.append(TableColumn("product_name", .text, heading: StatementWords.product))
        for line in lines.indices { rows[line].append(TableCell(lines[line].productName)) }
      }
    }
    return try summed(
      StatementWords.lines, Table(name: "lines", columns: columns), rows, in: language)
  }

  /// A section with the sums of its amounts below it, as on paper.
  private func summed(
    _ title: Wording, _ table: Table, _ rows: [[TableCell]], in language: DocumentLanguage
  ) throws(DocumentError) -> ReportPage.Section {
    guard !rows.isEmpty else { return try .init(title, table, rows: rows) }
    var totals = [TableCell](repeating: .empty, count: table.columns.count)
    for (index, column) in table.columns.enumerated() where column.kind == .amount {
      let amounts = rows.compactMap { row -> Money? in
        if case .amount(let amount) = row[index] { amount } else { nil }
      }
      if !amounts.isEmpty { totals[index] = .amount(try sum(amounts)) }
    }
    if let label = table.columns.firstIndex(where: { $0.kind == .text }) {
      totals[label] = .text(Words.total.line(in: language))
    }
    return try .init(title, table, rows: rows, totals: [totals])
  }

  private static let headings: [String: Wording] = [
    "line_no": StatementWords.line, "source_kind": StatementWords.kind,
    "source_id": StatementWords.sourceID, "order_line_id": StatementWords.source,
    "product_id": StatementWords.productID, "customer_id": StatementWords.customer,
    "natural_period": Words.period, "ready_at": StatementWords.ready,
    "sales_amount": StatementWords.sales, "voucher_amount": StatementWords.voucher,
    "paid_amount": StatementWords.paid, "rate": Words.rate, "increment": StatementWords.increment,
    "amount_ex_tax": StatementWords.withoutTax, "tax_amount": StatementWords.tax,
    "amount": StatementWords.amountDue,
  ]
}
