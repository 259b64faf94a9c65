import Amounts
import Documents
import Marketplace

extension WhatIfAnswer {
  /// Winners and losers as lying bars, largest first, in the currency that most partners have.
  ///
  /// Amounts of several currencies have no common scale: the others stand in the table.
  package var chart: (svg: String, currency: Currency)? {
    var counts: [Currency: Int] = [:]
    for payee in payees { counts[payee.currency, default: 0] += 1 }
    guard
      let currency = counts.max(by: { ($0.value, $1.key.code) < ($1.value, $0.key.code) })?.key
    else { return nil }
    let shown = payees.filter { $0.currency == currency }
    let chart = Chart(
      .bar,
      title: Wording(
        zh: "\(question.title) \(currency.code)", en: "\(question.title) \(currency.code)"),
      labels: shown.map(\.partnerID),
      series: [
        Chart.Series(
          Wording(zh: "差额", en: "difference"),
          shown.map {
            Chart.Figure(Int64(clamping: $0.difference.minorUnits), $0.difference.groupedText)
          })
      ])
    return (chart.file(in: .en), currency)
  }
}
