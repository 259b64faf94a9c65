import Amounts
import Settlement
import Store

/// Why what a partner is owed differs between two runs.
package enum ChangeReason: String, Sendable, CaseIterable {
  /// The run compared with made no such statement, and why not.
  case statementAppeared = "statement_appeared"
  /// The run looked at makes no such statement, and why not.
  case statementGone = "statement_gone"
  case openingBalance = "opening_balance"
  /// More or less was sold, at the proportions of the month before.
  case volume
  case newFacts = "new_facts"
  case goneFacts = "gone_facts"
  case changedFacts = "changed_facts"
  /// Other terms.
  case rate
  /// Another band of the monthly waiver. Rule 5.7.
  case band
  /// The same terms on other orders: vouchers, taxes, several terms of a product.
  case mix
  case refunds
  case newProduct = "new_product"
  case goneProduct = "gone_product"
  case adjustments, incentives
}

/// A part of the difference between two runs that has one reason. All parts add up to it.
package struct RunChange: Sendable, Equatable {
  package let key: StatementKey
  /// Empty where no product is concerned.
  package let productID: String
  package let reason: ChangeReason
  /// Lines on either side.
  package let lines: Int64
  /// Minor units; positive is more for the partner.
  package let change: Int128
  /// What the engine knows of the reason, in words.
  package let detail: String
}

/// What both sides knew beside their lines: for the words of a change.
struct ChangeContext: Sendable {
  /// X and the increment by "product currency", of the run looked at and of the other. Rule 5.7.
  let waivers:
    (
      after: [String: (total: MinorUnits, increment: Rate)],
      before: [String: (total: MinorUnits, increment: Rate)]
    )

  /// `X 7,000.00 -> 4,000.00, increment 0.010000 -> 0.000000`.
  func band(_ productID: String, _ currency: Currency) -> String {
    let name = "\(productID) \(currency.code)"
    let (old, new) = (waivers.before[name], waivers.after[name])
    func amount(_ waiver: (total: MinorUnits, increment: Rate)?) -> String {
      Money(minorUnits: waiver?.total ?? 0, currency: currency).decimalText
    }
    return "X \(amount(old)) -> \(amount(new)), increment "
      + "\((old?.increment ?? .zero).decimalText) -> \((new?.increment ?? .zero).decimalText)"
  }

  /// `T-1 0.950000 -> T-2 0.900000`.
  static func terms(_ before: String?, _ after: String?) -> String {
    "\(before ?? "none") -> \(after ?? "none")"
  }
}

extension RunChange {
  /// The parts of one product's difference between two months. Rule 5.7 for the band.
  ///
  /// Volume is the difference of sales at the old proportion, the band is what another increment
  /// changes on the new sales; what remains is other terms, or other orders under the same ones.
  static func parts(
    before: ProductSums?, after: ProductSums?, _ context: ChangeContext
  ) -> [RunChange] {
    guard let known = after ?? before else { return [] }
    var parts: [RunChange] = []
    func add(_ reason: ChangeReason, _ lines: Int64, _ change: Int128, _ detail: String) {
      if change == 0 { return }
      parts.append(
        RunChange(
          key: known.key, productID: known.productID, reason: reason, lines: lines,
          change: change, detail: detail))
    }
    let sold = (before: before?.sold ?? 0, after: after?.sold ?? 0)
    let earned = (before: before?.earned ?? 0, after: after?.earned ?? 0)
    let total = earned.after - earned.before
    if sold.before == 0 {
      add(.newProduct, sold.after, total, "nothing was sold of it before")
    } else if sold.after == 0 {
      add(.goneProduct, sold.before, total, "nothing is sold of it any more")
    } else if let before, let after {
      let volume = rounded((after.sales - before.sales), before.earned, over: before.sales)
      let band = after.band - rounded(after.sales, before.band, over: before.sales)
      add(
        .volume, sold.before + sold.after, volume,
        "\(counted(sold.before, "line")) -> \(counted(sold.after, "line")), sales "
          + "\(text(before.sales, known)) -> \(text(after.sales, known))")
      add(.band, sold.after, band, context.band(known.productID, known.key.currency))
      let rest = total - volume - band
      if let priced = after.priced, priced == before.priced {
        add(
          .mix, sold.after, rest,
          "\(priced) as before, on orders with other vouchers, coupons or taxes")
      } else {
        add(.rate, sold.after, rest, ChangeContext.terms(before.priced, after.priced))
      }
    }
    add(
      .refunds, (before?.refunded ?? 0) + (after?.refunded ?? 0),
      (after?.refunds ?? 0) - (before?.refunds ?? 0),
      "\(text(before?.refunds ?? 0, known)) -> \(text(after?.refunds ?? 0, known))")
    add(
      .adjustments, (before?.adjusted ?? 0) + (after?.adjusted ?? 0),
      (after?.adjustments ?? 0) - (before?.adjustments ?? 0),
      "\(text(before?.adjustments ?? 0, known)) -> \(text(after?.adjustments ?? 0, known))")
    add(
      .incentives, (before?.rewarded ?? 0) + (after?.rewarded ?? 0),
      (after?.incentives ?? 0) - (before?.incentives ?? 0),
      "\(text(before?.incentives ?? 0, known)) -> \(text(after?.incentives ?? 0, known))")
    return parts
  }

  private static func text(_ amount: Int128, _ sums: ProductSums) -> String {
    Total(minorUnits: amount, currency: sums.key.currency).decimalText
  }

  /// `amount * part / whole`, half away from zero; zero where there is no whole. The product of two
  /// sums of a month's sales fits 128 bits up to 10^19 minor units each.
  private static func rounded(_ amount: Int128, _ part: Int128, over whole: Int128) -> Int128 {
    let (product, overflow) = amount.multipliedReportingOverflow(by: part)
    if whole == 0 || overflow { return 0 }
    let twice = 2 * product.magnitude + whole.magnitude
    let quotient = Int128(twice / (2 * whole.magnitude))
    return (product < 0) == (whole < 0) ? quotient : -quotient
  }

  /// A line difference of two runs of the same month.
  init?(_ record: LineChangeRecord, _ context: ChangeContext) {
    guard let reason = ChangeReason(rawValue: record.reason) else {
      preconditionFailure("\(record.reason) is no reason")
    }
    if record.after == record.before { return nil }
    key = record.key
    productID = record.productID
    self.reason = reason
    lines = record.lines
    change = record.after - record.before
    switch reason {
    case .rate: detail = ChangeContext.terms(record.pricedBefore, record.pricedAfter)
    case .band: detail = context.band(record.productID, record.key.currency)
    case .newFacts, .goneFacts, .changedFacts, .refunds, .adjustments, .incentives,
      .statementAppeared, .statementGone, .openingBalance, .volume, .mix, .newProduct,
      .goneProduct:
      let currency = record.key.currency
      detail =
        "\(Total(minorUnits: record.before, currency: currency).decimalText) -> "
        + "\(Total(minorUnits: record.after, currency: currency).decimalText)"
    }
  }
}
