import Amounts
import Marketplace
import Performance
import Settlement
import Store

/// Sums up the months of a question; its size grows with partners, not with lines.
struct WhatIfTally {
  private struct Key: Hashable {
    let partnerID: String
    let currency: Currency
  }

  private struct OfferKey: Hashable {
    let offerID: String
    let currency: Currency
  }

  private let changes: [TermsChange]
  private let prices: OfferPrices?
  private(set) var months: [WhatIfAnswer.Month] = []
  private var sums: [Key: (name: String, before: Int128, after: Int128)] = [:]
  private var uses: [OfferKey: WhatIfAnswer.Offer] = [:]
  /// How many versions of terms, and order lines with an offer, each change touched.
  var touched: [Int]

  init(_ question: WhatIfQuestion) {
    changes = question.changes
    prices = question.prices
    touched = Array(repeating: 0, count: question.changes.count)
  }

  mutating func add(_ recalculation: Recalculation) {
    var before: [Currency: Conservation] = [:]
    var after: [Currency: Conservation] = [:]
    for entry in recalculation.entries {
      let sealed = entry.sealed
      if sealed.role == .merchant {
        before[sealed.currency, default: Conservation(currency: sealed.currency)].paid +=
          Int128(sealed.orders.sales) - Int128(sealed.orders.voucher)
          + Int128(sealed.refunds.sales) - Int128(sealed.refunds.voucher)
      }
      before[sealed.currency, default: Conservation(currency: sealed.currency)].platform +=
        Int128(sealed.orders.platform) + Int128(sealed.refunds.platform)
        - Int128(sealed.incentivesTotal) - Int128(sealed.adjustmentsTotal)
      after[sealed.currency, default: Conservation(currency: sealed.currency)].add(
        entry.totals, of: sealed.role)
      let key = Key(partnerID: sealed.partnerID, currency: sealed.currency)
      let known = sums[key] ?? (sealed.partnerName, 0, 0)
      sums[key] = (
        sealed.partnerName,
        known.before + Int128(sealed.linesTotal) + Int128(sealed.adjustmentsTotal),
        known.after + entry.totals.linesTotal + entry.totals.adjustments.amount
      )
    }
    for currency in after.keys.sorted() {
      guard let new = after[currency], let old = before[currency] else { continue }
      months.append(
        WhatIfAnswer.Month(
          run: recalculation.reading.record, currency: currency,
          paid: Total(minorUnits: old.paid, currency: currency),
          paidAfter: Total(minorUnits: new.paid, currency: currency),
          before: Total(minorUnits: old.platform, currency: currency),
          after: Total(minorUnits: new.platform, currency: currency)))
    }
  }

  /// Adds an order line with an offer, where a change is about it.
  mutating func add(_ line: RepricedOfferLine) {
    let (offer, product) = (line.offerID.utf8, line.productID.utf8)
    guard let rate = prices?.rate(offer: offer, product: product) else { return }
    for (index, change) in changes.enumerated()
    where change.discount?.concerns(offer: offer, product: product) == true {
      touched[index] += 1
    }
    let key = OfferKey(offerID: line.offerID, currency: line.currency)
    let none = Total(minorUnits: 0, currency: line.currency)
    let nothing = WhatIfAnswer.Offer.Cost(discount: none, merchant: none)
    var use =
      uses[key]
      ?? WhatIfAnswer.Offer(
        offerID: line.offerID, currency: line.currency, lines: 0, kept: 0, list: none,
        before: nothing, after: nothing)
    use.lines += 1
    if !rate.isPrice(line.after.sales, of: line.list) { use.kept += 1 }
    use.list = use.list.adding(Int128(line.list))
    use.before.add(line.before.discount)
    use.after.add(line.after.discount)
    uses[key] = use
  }

  /// By key and currency.
  var offers: [WhatIfAnswer.Offer] {
    uses.values.sorted { ($0.offerID, $0.currency) < ($1.offerID, $1.currency) }
  }

  /// Largest difference first, then by key.
  var payees: [WhatIfAnswer.Payee] {
    sums.map { key, sum in
      WhatIfAnswer.Payee(
        partnerID: key.partnerID, name: sum.name, currency: key.currency,
        before: Total(minorUnits: sum.before, currency: key.currency),
        after: Total(minorUnits: sum.after, currency: key.currency))
    }.sorted {
      ($1.difference.minorUnits.magnitude, $0.partnerID, $0.currency)
        < ($0.difference.minorUnits.magnitude, $1.partnerID, $1.currency)
    }
  }
}

extension WhatIfAnswer.Offer.Cost {
  fileprivate mutating func add(_ bearers: Bearers) {
    discount = discount.adding(bearers.merchant + bearers.platform)
    merchant = merchant.adding(bearers.merchant)
  }
}

extension Total {
  fileprivate func adding(_ amount: Int128) -> Total {
    Total(minorUnits: minorUnits + amount, currency: currency)
  }
}
