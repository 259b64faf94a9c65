import Amounts
import Documents
import Marketplace
import Store

extension Listing {
  /// What the platform keeps, month by month, before and after.
  package init(monthsOf answer: WhatIfAnswer) {
    self.init(
      "platform", of: answer.months,
      [
        ListedColumn("period", .text) { .text($0.run.period.text) },
        ListedColumn("site", .text) { .text($0.run.site.rawValue) },
        ListedColumn("currency", .text) { .text($0.currency.code) },
        ListedColumn("paid", .amount) { TableCell($0.paid) },
        ListedColumn("paid_after", .amount) { TableCell($0.paidAfter) },
        ListedColumn("platform_before", .amount) { TableCell($0.before) },
        ListedColumn("platform_after", .amount) { TableCell($0.after) },
        ListedColumn("platform_difference", .amount) { TableCell($0.difference) },
      ], summary: Self.costs(of: answer).joined(separator: ", "))
  }

  /// Winners and losers, largest difference first.
  package init(payeesOf answer: WhatIfAnswer) {
    let winners = answer.payees.count { $0.difference.minorUnits > 0 }
    let losers = answer.payees.count { $0.difference.minorUnits < 0 }
    self.init(
      "partners", of: answer.payees,
      [
        ListedColumn("partner_id", .text) { .text($0.partnerID) },
        ListedColumn("partner_name", .text) { .text($0.name) },
        ListedColumn("currency", .text) { .text($0.currency.code) },
        ListedColumn("before", .amount) { TableCell($0.before) },
        ListedColumn("after", .amount) { TableCell($0.after) },
        ListedColumn("difference", .amount) { TableCell($0.difference) },
        ListedColumn("proportion", .rate) { TableCell($0.proportion) },
      ],
      summary: "\(counted(winners, "winner")), \(counted(losers, "loser")), "
        + "\(answer.payees.count - winners - losers) unchanged")
  }

  /// What the discounts of the offers cost whom, before and after.
  package init(offersOf answer: WhatIfAnswer) {
    let kept = answer.offers.reduce(0) { $0 + $1.kept }
    self.init(
      "offers", of: answer.offers,
      [
        ListedColumn("offer_id", .text) { .text($0.offerID) },
        ListedColumn("currency", .text) { .text($0.currency.code) },
        ListedColumn("order_lines", .integer) { .integer($0.lines) },
        ListedColumn("price_kept", .integer) { .integer($0.kept) },
        ListedColumn("gross_sales", .amount) { TableCell($0.list) },
        ListedColumn("discount_before", .amount) { TableCell($0.before.discount) },
        ListedColumn("discount_after", .amount) { TableCell($0.after.discount) },
        ListedColumn("merchant_before", .amount) { TableCell($0.before.merchant) },
        ListedColumn("merchant_after", .amount) { TableCell($0.after.merchant) },
        ListedColumn("platform_before", .amount) { TableCell($0.before.platform) },
        ListedColumn("platform_after", .amount) { TableCell($0.after.platform) },
      ],
      summary: "the orders stay those that were made"
        + (kept == 0
          ? ""
          : "; \(counted(kept, "order line")) kept the price, for vouchers leave nothing to pay"))
  }

  /// What the platform gains or loses in each currency.
  private static func costs(of answer: WhatIfAnswer) -> [String] {
    var sums: [Currency: Int128] = [:]
    for month in answer.months { sums[month.currency, default: 0] += month.difference.minorUnits }
    return sums.sorted { $0.key < $1.key }.map { currency, sum in
      let amount = Total(minorUnits: Int128(sum.magnitude), currency: currency).groupedText
      return sum < 0
        ? "costs the platform \(currency.code) \(amount)"
        : "brings the platform \(currency.code) \(amount)"
    }
  }
}

extension WhatIfAnswer.Month {
  /// After less before.
  package var difference: Total {
    Total(minorUnits: after.minorUnits - before.minorUnits, currency: currency)
  }
}

extension TableCell {
  /// A total; empty where a workbook could not hold it.
  fileprivate init(_ total: Total) {
    self.init(
      MinorUnits(exactly: total.minorUnits).map {
        Money(minorUnits: $0, currency: total.currency)
      })
  }
}
