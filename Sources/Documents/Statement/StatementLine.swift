import Amounts
import CivilTime

/// One settled amount on a statement.
package struct StatementLine: Hashable, Sendable {
  /// From 1.
  package var number: Int
  /// What it comes from.
  package var sourceKind: StatementSourceKind
  /// The id of that.
  package var sourceID: String
  /// The order line behind it; none for adjustments and incentives.
  package var orderLineID: String?
  /// What was sold; none where no product is named.
  package var productID: String?
  /// Its name, for people.
  package var productName: String?
  /// Who bought it.
  package var customerID: String?
  /// The month it belongs to; at most that of the statement.
  package var naturalPeriod: Period
  /// When it could be settled.
  package var ready: Instant
  /// The price; none for adjustments and incentives, like the two that follow.
  package var sales: Money?
  /// The voucher's part of the price.
  package var voucher: Money?
  /// Sales less voucher.
  package var paid: Money?
  /// The partner's proportion before the increment.
  package var rate: Rate?
  /// What the tier added to it; zero where it added nothing.
  package var increment: Rate?
  /// The amount before tax; none where the share model does not split it.
  package var amountWithoutTax: Money?
  /// The tax in the amount; none where there is no split.
  package var tax: Money?
  /// What the partner is owed.
  package var amount: Money
  /// The partner's role in this line as exports write it; none where it is that of the statement.
  package var role: String?

  /// A line as it was settled.
  package init(
    number: Int, sourceKind: StatementSourceKind, sourceID: String, orderLineID: String? = nil,
    productID: String? = nil, productName: String? = nil, customerID: String? = nil,
    naturalPeriod: Period, ready: Instant, sales: Money? = nil, voucher: Money? = nil,
    paid: Money? = nil, rate: Rate? = nil, increment: Rate? = nil,
    amountWithoutTax: Money? = nil, tax: Money? = nil, amount: Money, role: String? = nil
  ) {
    self.number = number
    self.sourceKind = sourceKind
    self.sourceID = sourceID
    self.orderLineID = orderLineID
    self.productID = productID
    self.productName = productName
    self.customerID = customerID
    self.naturalPeriod = naturalPeriod
    self.ready = ready
    self.sales = sales
    self.voucher = voucher
    self.paid = paid
    self.rate = rate
    self.increment = increment
    self.amountWithoutTax = amountWithoutTax
    self.tax = tax
    self.amount = amount
    self.role = role
  }
}

/// What a line comes from. Rule 7.2.
package enum StatementSourceKind: String, CaseIterable, Sendable {
  case order
  case refund
  case usage
  case adjustment
  case incentive

  var wording: Wording {
    switch self {
    case .order: Wording(zh: "订单", en: "Order")
    case .refund: Wording(zh: "退款", en: "Refund")
    case .usage: Wording(zh: "用量", en: "Usage")
    case .adjustment: Wording(zh: "调整", en: "Adjustment")
    case .incentive: Wording(zh: "激励", en: "Incentive")
    }
  }
}

/// The column of business that a statement settles. Rule 7.1.
package enum StatementTab: String, CaseIterable, Sendable {
  case general
  case joint
  case selected
  case platform
  case csp
  case `operator`

  var wording: Wording {
    switch self {
    case .general: Wording(zh: "通用商品", en: "General")
    case .joint: Wording(zh: "联营商品", en: "Joint operation")
    case .selected: Wording(zh: "严选商品", en: "Strict selection")
    case .platform: Wording(zh: "平台商品", en: "Platform")
    case .csp: Wording(zh: "客户服务商", en: "Customer service provider")
    case .operator: Wording(zh: "项目运营", en: "Programme operator")
    }
  }
}
