/// A page that needs nothing but itself: tables with their totals, and pictures of them.
///
/// No script and no outside request; a policy in the page says so to the browser.
package struct ReportPage: Sendable {
  /// A fact under the heading: what the figures are narrowed to, and when they were asked for.
  package struct Fact: Sendable {
    let label: Wording
    let text: String

    /// A labelled text.
    package init(_ label: Wording, _ text: String) {
      self.label = label
      self.text = text
    }
  }

  /// A table on the page.
  package struct Section: Sendable {
    let title: Wording
    let table: Table
    let rows: [[TableCell]]
    let totals: [[TableCell]]

    /// Rows that fit the table, and totals that fit it too.
    package init(
      _ title: Wording, _ table: Table, rows: [[TableCell]], totals: [[TableCell]] = []
    ) throws(DocumentError) {
      for row in rows + totals { try table.check(row) }
      self.title = title
      self.table = table
      self.rows = rows
      self.totals = totals
    }
  }

  private let title: Wording
  private let summary: Wording
  private let facts: [Fact]
  private let sections: [Section]
  private let charts: [Chart]

  /// A page of tables, pictures before them.
  package init(
    title: Wording, summary: Wording, facts: [Fact], sections: [Section], charts: [Chart] = []
  ) {
    self.title = title
    self.summary = summary
    self.facts = facts
    self.sections = sections
    self.charts = charts
  }

  /// The page in one language, UTF-8.
  package func html(in language: DocumentLanguage) -> String {
    let heading = escaped(title.line(in: language))
    var page = """
      <!doctype html>
      <html lang="\(language.tag)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" \
      content="default-src 'none'; style-src 'unsafe-inline'">
      <title>\(heading)</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <main>
      <h1>\(heading)</h1>
      <p class="summary">\(escaped(summary.line(in: language)))</p>

      """
    page += facts.list(in: language)
    for (index, chart) in charts.enumerated() {
      let caption = escaped(chart.title.line(in: language))
      page += "<figure>\n<figcaption>\(caption)</figcaption>\n"
      page += chart.svg(id: "chart-\(index + 1)", in: language) + "</figure>\n"
    }
    for (index, section) in sections.enumerated() {
      let id = index == 0 ? "caption" : "caption-\(index + 1)"
      page += section.element(id: id, in: language)
    }
    return page + "</main>\n</body>\n</html>\n"
  }
}

extension [ReportPage.Fact] {
  /// The facts as HTML; nothing where there are none.
  func list(in language: DocumentLanguage) -> String {
    guard !isEmpty else { return "" }
    let items = map { fact in
      let label = escaped(fact.label.line(in: language))
      return "<div><dt>\(label)</dt><dd>\(escaped(fact.text))</dd></div>\n"
    }
    return "<dl>\n" + items.joined() + "</dl>\n"
  }
}

extension ReportPage.Section {
  fileprivate func element(id: String, in language: DocumentLanguage) -> String {
    let count = Wording(
      zh: "共 \(groupedDigits(rows.count)) 行",
      en: rows.count == 1 ? "1 row" : "\(groupedDigits(rows.count)) rows")
    let caption = "\(title.line(in: language)), \(count.line(in: language))"
    var text = """
      <div class="scroll" role="region" aria-labelledby="\(id)" tabindex="0">
      <table>
      <caption id="\(id)">\(escaped(caption))</caption>
      <thead>
      <tr>
      """
    for column in table.columns {
      let heading = escaped(column.heading.line(in: language))
      text += "<th scope=\"col\" class=\"\(Self.mark(column.kind))\">\(heading)</th>"
    }
    text += "</tr>\n</thead>\n<tbody>\n"
    for row in rows { text += rowElement(row) }
    if rows.isEmpty {
      let nothing = Wording(zh: "无数据", en: "Nothing to show")
      text += "<tr><td colspan=\"\(table.columns.count)\">"
      text += "\(escaped(nothing.line(in: language)))</td></tr>\n"
    }
    text += "</tbody>\n"
    if !totals.isEmpty {
      text += "<tfoot>\n" + totals.map(rowElement).joined() + "</tfoot>\n"
    }
    return text + "</table>\n</div>\n"
  }

  private func rowElement(_ row: [TableCell]) -> String {
    var text = "<tr>"
    for (index, cell) in row.enumerated() {
      let kind = table.columns[index].kind
      let content = Self.content(cell)
      if index == 0, kind == .text {
        text += "<th scope=\"row\">\(content)</th>"
      } else {
        text += "<td class=\"\(Self.mark(kind))\">\(content)</td>"
      }
    }
    return text + "</tr>\n"
  }

  /// What a person reads, with the exact value where that is written differently.
  private static func content(_ cell: TableCell) -> String {
    switch cell {
    case .empty: ""
    case .text(let text): escaped(text)
    case .amount(let amount):
      figure(amount.decimalText, amount.groupedText, isNegative: amount.minorUnits < 0)
    case .total(let total):
      figure(total.decimalText, total.groupedText, isNegative: total.minorUnits < 0)
    case .rate(let rate):
      figure(rate.decimalText, rate.percentText, isNegative: rate.millionths < 0)
    case .quantity(let quantity):
      figure(cell.plainText, cell.plainText, isNegative: quantity < 0)
    case .integer(let value):
      figure(String(value), groupedDigits(Int(value)), isNegative: value < 0)
    case .date(let date): "<time datetime=\"\(date.text)\">\(date.text)</time>"
    case .instant(let instant):
      "<time datetime=\"\(instant.text())\">\(instant.minuteText)</time>"
    }
  }

  private static func figure(_ value: String, _ text: String, isNegative: Bool) -> String {
    let mark = isNegative ? " class=\"negative\"" : ""
    return "<data value=\"\(value)\"\(mark)>\(text)</data>"
  }

  private static func mark(_ kind: TableCellKind) -> String {
    switch kind {
    case .amount: "amount"
    case .rate, .quantity, .integer: "figure"
    case .date, .instant: "time"
    case .text: "text"
    }
  }
}
