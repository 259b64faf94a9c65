import Amounts
import CivilTime

/// The days that something is for, one of them at least. EN 16931-1, BG-14 and BG-26: BR-CO-19 and
/// BR-CO-20 hold because a period cannot be empty.
package enum BillingPeriod: Hashable, Sendable {
  case from(CivilDate)
  case until(CivilDate)
  /// Both included.
  case between(CivilDate, CivilDate)

  /// The whole month.
  package init(_ month: Period) {
    self = .between(month.firstDate, month.next.firstDate.adding(days: -1))
  }

  /// BT-73, BT-134.
  package var start: CivilDate? {
    switch self {
    case .from(let start), .between(let start, _): start
    case .until: nil
    }
  }

  /// BT-74, BT-135.
  package var end: CivilDate? {
    switch self {
    case .until(let end), .between(_, let end): end
    case .from: nil
    }
  }
}

/// What one unit costs, or so many of them. EN 16931-1, BG-29.
///
/// The net price follows from the gross price and its discount: PEPPOL-EN16931-R046 cannot be
/// broken. The base quantity is in the line's unit always: nor can R130.
package struct ItemPrice: Hashable, Sendable {
  /// BT-146: without tax, the discount taken off.
  package let net: DecimalNumber
  /// BT-148: before the discount; none where there is no discount.
  package let gross: DecimalNumber?
  /// BT-147.
  package let discount: DecimalNumber?
  /// BT-149; none means one.
  package let base: DecimalNumber?

  /// A price as it is.
  package init(_ net: DecimalNumber, per base: DecimalNumber? = nil) {
    self.net = net
    self.base = base
    gross = nil
    discount = nil
  }

  /// A price with a discount taken off.
  package init(
    _ gross: DecimalNumber, less discount: DecimalNumber, per base: DecimalNumber? = nil
  ) throws(AmountError) {
    self.gross = gross
    self.discount = discount
    self.base = base
    net = try gross.subtracting(discount)
  }
}

/// What a line is for. EN 16931-1, BG-31.
package struct InvoiceItem: Hashable, Sendable {
  /// A class of goods: BT-158.
  package struct Classification: Hashable, Sendable {
    package var code: String
    /// Of UNTDID 7143: `STI` for CPC, `TST` for the UN's codes, `HS` for customs.
    package var scheme: String
    /// The issue of that scheme.
    package var version: String?

    /// A class of a scheme.
    package init(_ code: String, scheme: String, version: String? = nil) {
      self.code = code
      self.scheme = scheme
      self.version = version
    }
  }

  /// BT-153.
  package var name: String
  /// BT-154.
  package var description: String?
  /// BT-155.
  package var sellerID: String?
  package var classifications: [Classification]

  /// An item, by name.
  package init(
    name: String, description: String? = nil, sellerID: String? = nil,
    classifications: [Classification] = []
  ) {
    self.name = name
    self.description = description
    self.sellerID = sellerID
    self.classifications = classifications
  }
}

/// One line. EN 16931-1, BG-25.
package struct InvoiceLine: Hashable, Sendable {
  /// Unique within the document: BT-126.
  package var id: String
  /// BT-127.
  package var note: String?
  /// What is invoiced, by an identifier the seller gave it: BT-128.
  package var objectID: String?
  /// Any sign: BT-129.
  package var quantity: DecimalNumber
  /// A code of UNECE Recommendation 20 or 21: BT-130. `C62` is one, `HUR` an hour.
  package var unit: String
  package var period: BillingPeriod?
  package var allowancesAndCharges: [AllowanceOrCharge]
  package var price: ItemPrice
  package var item: InvoiceItem
  /// BT-151 and BT-152.
  package var tax: TaxTreatment

  /// A line; its net amount follows.
  package init(
    id: String, item: InvoiceItem, quantity: DecimalNumber, unit: String = "C62",
    price: ItemPrice, tax: TaxTreatment, allowancesAndCharges: [AllowanceOrCharge] = [],
    period: BillingPeriod? = nil, note: String? = nil, objectID: String? = nil
  ) {
    self.id = id
    self.item = item
    self.quantity = quantity
    self.unit = unit
    self.price = price
    self.tax = tax
    self.allowancesAndCharges = allowancesAndCharges
    self.period = period
    self.note = note
    self.objectID = objectID
  }

  /// Quantity at the price, before allowances and charges, rounded once: what a percentage on the
  /// line is usually of. The base quantity is above zero.
  package func priced(in currency: Currency) throws(AmountError) -> Money {
    try Money(quantity, at: price.net, per: price.base ?? DecimalNumber(1), in: currency)
  }

  /// BT-131: priced, less allowances, plus charges. PEPPOL-EN16931-R120 without its slack.
  package func net(in currency: Currency) throws(AmountError) -> Money {
    var net = try priced(in: currency)
    for entry in allowancesAndCharges {
      net = try net.adding(try entry.effect())
    }
    return net
  }
}
