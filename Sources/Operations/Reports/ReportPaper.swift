import Amounts
import Documents

extension ReportAnswer {
  /// The answer as a page of its own.
  ///
  /// - Throws: `DocumentError` `rowMismatch`, which would be a bug of ours.
  package func page() throws(DocumentError) -> ReportPage {
    ReportPage(
      title: report.title, summary: report.summary, facts: facts,
      sections: [try .init(report.title, table, rows: rows, totals: totals)], charts: charts)
  }

  private var facts: [ReportPage.Fact] {
    var facts: [ReportPage.Fact] = []
    if let period = arguments.period {
      let text = period.text
      facts.append(
        .init(Wording(zh: "账期", en: "Period"), "\(text.prefix(4))-\(text.suffix(2))"))
    }
    if let site = arguments.site {
      facts.append(.init(Wording(zh: "站点", en: "Site"), site.rawValue))
    }
    if let partner = arguments.partner {
      facts.append(.init(Wording(zh: "伙伴", en: "Partner"), partner))
    }
    facts.append(.init(Wording(zh: "查询时间", en: "As of"), askedAt.text()))
    return facts
  }

  /// One picture for each currency and group, in the order in which they come up.
  private var charts: [Chart] {
    guard let chart = report.chart, let first = chart.values.first else { return [] }
    var currencyPlace: Int?
    if case .amount(let place) = report.columns[first].kind { currencyPlace = place }
    let keys = [currencyPlace, chart.group].compactMap { $0 }
    var order: [[TableCell]] = []
    var parts: [[TableCell]: [[TableCell]]] = [:]
    for row in rows {
      let key = keys.map { row[$0] }
      if parts[key] == nil { order.append(key) }
      parts[key, default: []].append(row)
    }
    return order.map { key in
      let words = key.map(\.chartText).filter { !$0.isEmpty }
      return picture(chart, parts[key] ?? [], of: words)
    }
  }

  private func picture(_ chart: ReportChart, _ rows: [[TableCell]], of key: [String]) -> Chart {
    let suffix = key.map { ", " + $0 }.joined()
    let label = report.columns[chart.label].heading
    let names = chart.values.map { report.columns[$0].heading }
    return Chart(
      chart.kind,
      title: Wording(
        zh: "\(names.map(\.zh).joined(separator: "、"))（按\(label.zh)）\(suffix)",
        en: "\(names.map(\.en).joined(separator: ", ")) by \(label.en)\(suffix)"),
      labels: rows.map { $0[chart.label].chartText },
      series: zip(chart.values, names).map { place, name in
        Chart.Series(name, rows.map { $0[place].figure })
      })
  }
}

extension TableCell {
  /// As the label of a bar.
  fileprivate var chartText: String {
    switch self {
    case .empty: ""
    case .text(let text): text
    case .amount(let amount): amount.groupedText
    case .total(let total): total.groupedText
    case .rate(let rate): rate.decimalText
    case .quantity(let quantity): decimalText(quantity, decimals: 4)
    case .integer(let value): String(value)
    case .date(let date): date.text
    case .instant(let instant): instant.text()
    }
  }

  /// As the length of a bar.
  fileprivate var figure: Chart.Figure? {
    switch self {
    case .amount(let amount): Chart.Figure(amount.minorUnits, amount.groupedText)
    case .integer(let value): Chart.Figure(value, grouped(value))
    case .empty, .text, .total, .rate, .quantity, .date, .instant: nil
    }
  }
}
