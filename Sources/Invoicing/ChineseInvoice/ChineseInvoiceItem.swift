import Amounts

/// What an item of a Chinese invoice is, apart from how much of it.
package struct ChineseInvoiceGoods: Hashable, Sendable {
  /// `*category*name`, the category in the words of the tax classification.
  package let name: String
  /// Specification or model; empty where there is none.
  package let specification: String
  /// What is counted; empty where nothing is.
  package let unit: String
  /// The tax classification code: 19 digits.
  package let classificationCode: String
  /// The rate of value added tax, from nothing up to all.
  package let taxRate: Rate

  /// Names what is sold.
  ///
  /// - Throws: `itemName`, `classificationCode`, `taxRate` or `text` where a part is of another
  ///   form.
  package init(
    name: String, specification: String = "", unit: String = "", classificationCode: String,
    taxRate: Rate
  ) throws(ChineseInvoiceError) {
    guard Self.isCategoryAndName(name) else { throw .itemName(name) }
    guard classificationCode.utf8.count == 19, classificationCode.utf8.allSatisfy(isDigit) else {
      throw .classificationCode(classificationCode)
    }
    guard taxRate >= .zero, taxRate <= .one else { throw .taxRate(taxRate) }
    for (field, text) in [("name", name), ("specification", specification), ("unit", unit)] {
      try checkText(text, field)
    }
    self.name = name
    self.specification = specification
    self.unit = unit
    self.classificationCode = classificationCode
    self.taxRate = taxRate
  }

  /// Whether the rate is one that the law knows today: 13, 9, 6, 5, 3, 1.5, 1, 0.5 percent or none.
  package var isTaxRateStatutory: Bool {
    [130_000, 90_000, 60_000, 50_000, 30_000, 15_000, 10_000, 5_000, 0]
      .contains(taxRate.millionths)
  }

  private static func isCategoryAndName(_ text: String) -> Bool {
    let parts = text.split(separator: "*", maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count == 3 && parts[0].isEmpty
      && parts[1...].allSatisfy { $0.contains { !$0.isWhitespace } }
  }
}

/// How many, and for how much each.
package struct ChineseInvoiceQuantity: Hashable, Sendable {
  /// Not zero; negative on a red invoice.
  package let quantity: Exact
  /// Before tax; positive.
  package let unitPrice: Exact

  /// Decimal numbers of at most 13 places, as the form takes them.
  ///
  /// - Throws: `quantity` for no quantity, a price of nothing or less, or more decimals.
  package init(_ quantity: Exact, unitPrice: Exact) throws(ChineseInvoiceError) {
    guard quantity != .zero, unitPrice > .zero, Self.isDecimal(quantity), Self.isDecimal(unitPrice)
    else { throw .quantity(quantity, unitPrice: unitPrice) }
    self.quantity = quantity
    self.unitPrice = unitPrice
  }

  /// The same price for another quantity, of the other sign.
  func reversed(_ quantity: Exact) throws(AmountError) -> ChineseInvoiceQuantity {
    ChineseInvoiceQuantity(checked: try quantity.negated(), unitPrice: unitPrice)
  }

  private init(checked quantity: Exact, unitPrice: Exact) {
    self.quantity = quantity
    self.unitPrice = unitPrice
  }

  /// Whether the value has at most 13 decimals, which 10 to the power of 13 makes whole.
  static func isDecimal(_ value: Exact) -> Bool {
    Int128(10_000_000_000_000).isMultiple(of: value.denominator)
  }
}

/// One line of a Chinese invoice.
///
/// The tax is rounded on each line, once, half away from zero: the Chinese form, where European
/// invoices round per rate. A discount is a line of its own below zero.
package struct ChineseInvoiceItem: Hashable, Sendable {
  /// What it is.
  package let goods: ChineseInvoiceGoods
  /// How many and the price of each; none where only the amount is stated.
  package let quantity: ChineseInvoiceQuantity?
  /// Before tax, in yuan; not zero.
  package let amount: Money
  /// Of the same sign as the amount, or zero.
  package let tax: Money
  /// Amount and tax.
  package let gross: Money
  /// The place of the line on the blue invoice, from 1, where this line reverses one.
  package let blueLine: Int?

  /// A line of a blue invoice; its tax is the amount times the rate.
  ///
  /// - Throws: `currency` for anything but yuan, `amountDiffers` where quantity and price come to
  ///   something else by more than a fen, `zeroAmount`, or `amount` beyond 64 bits.
  package init(
    goods: ChineseInvoiceGoods, quantity: ChineseInvoiceQuantity? = nil, amount: Money
  ) throws(ChineseInvoiceError) {
    guard amount.currency.code == "CNY" else { throw .currency(amount.currency) }
    guard amount.minorUnits != 0 else { throw .zeroAmount(goods.name) }
    let computed: Money?
    do throws(AmountError) {
      tax = try amount.times(goods.taxRate)
      gross = try amount.adding(tax)
      computed = try quantity.map { value throws(AmountError) in
        try amountOf(value.quantity, at: value.unitPrice, in: amount.currency)
      }
    } catch {
      throw .amount(error)
    }
    if let computed, !isWithinOneUnit(computed, amount) {
      throw .amountDiffers(goods.name, stated: amount, computed: computed)
    }
    self.goods = goods
    self.quantity = quantity
    self.amount = amount
    blueLine = nil
  }

  /// A line that reverses one of a blue invoice, of amounts that `redLines` has worked out.
  init(
    goods: ChineseInvoiceGoods, quantity: ChineseInvoiceQuantity?, amount: Money, tax: Money,
    blueLine: Int
  ) throws(AmountError) {
    gross = try amount.adding(tax)
    self.goods = goods
    self.quantity = quantity
    self.amount = amount
    self.tax = tax
    self.blueLine = blueLine
  }
}

/// Quantity times price, rounded once, half away from zero.
func amountOf(
  _ quantity: Exact, at unitPrice: Exact, in currency: Currency
) throws(AmountError) -> Money {
  let units = Exact(currency.minorUnitsPerMajor)
  return Money(minorUnits: try (try quantity * unitPrice * units).rounded(), currency: currency)
}

/// Whether two amounts differ by one minor unit at most: what a rounded unit price may cost.
func isWithinOneUnit(_ left: Money, _ right: Money) -> Bool {
  let (difference, isBeyond) = left.minorUnits.subtractingReportingOverflow(right.minorUnits)
  return !isBeyond && difference.magnitude <= 1
}
