import Amounts
import CivilTime

/// One settled amount on a statement.
package struct StatementLine: Hashable, Sendable {
  /// From 1.
  package var number: Int
  package var sourceKind: StatementSourceKind
  package var sourceID: String
  package var orderLineID: String?
  package var productID: String?
  package var productName: String?
  package var customerID: String?
  package var naturalPeriod: Period
  package var ready: Instant
  /// The price, the voucher's part of it and the rest; none for adjustments and incentives.
  package var sales: Money?
  package var voucher: Money?
  package var paid: Money?
  /// The partner's proportion before the increment.
  package var rate: Rate?
  package var increment: Rate?
  /// The parts of the amount; none where the share model does not split it.
  package var amountWithoutTax: Money?
  package var tax: Money?
  /// What the partner is owed.
  package var amount: Money

  package init(
    number: Int, sourceKind: StatementSourceKind, sourceID: String, orderLineID: String? = nil,
    productID: String? = nil, productName: String? = nil, customerID: String? = nil,
    naturalPeriod: Period, ready: Instant, sales: Money? = nil, voucher: Money? = nil,
    paid: Money? = nil, rate: Rate? = nil, increment: Rate? = nil,
    amountWithoutTax: Money? = nil, tax: Money? = nil, amount: Money
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
