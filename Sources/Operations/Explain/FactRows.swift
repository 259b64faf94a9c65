import Amounts
import CivilTime
import Marketplace
import Settlement
import Store

/// The rows of facts that went into an answer, in the words of the contract.
enum FactRows {
  static func row(of order: ExplainedOrder) -> Explanation.Row {
    let fact = order.fact
    let amounts = [
      ("list_amount", fact.list), ("sales_amount", fact.sales), ("voucher_amount", fact.voucher),
      ("cash_amount", fact.cash), ("credit_amount", fact.credit),
      ("cash_coupon_amount", fact.cashCoupon), ("vat_amount", fact.vat),
      ("customer_withholding_amount", fact.customerWithholding),
    ]
    var columns = [
      Explanation.Column("order_id", order.orderID),
      Explanation.Column("line_type", order.typeWord),
      Explanation.Column("product_id", order.productID),
      Explanation.Column("customer_id", order.customerID),
      Explanation.Column("currency", fact.currency.code),
    ]
    for (name, amount) in amounts where amount != 0 || name == "sales_amount" {
      columns.append(Explanation.Column(name, amount.decimalText(in: fact.currency)))
    }
    columns.append(
      Explanation.Column("quantity", decimalText(Int128(fact.quantity), decimals: 4)))
    columns.append(Explanation.Column("duration", "\(fact.duration)"))
    if fact.isTrial { columns.append(Explanation.Column("trial", "true")) }
    columns += present([
      ("csp_id", order.providerID), ("operator_id", order.operatorID),
      ("offer_id", order.offerID), ("voucher_id", order.voucherID),
      ("ordered_at", fact.orderedAt.text()), ("paid_at", fact.paidAt?.text()),
      ("activated_at", fact.activatedAt?.text()), ("effective_at", fact.effectiveAt?.text()),
    ])
    return Explanation.Row(table: "order_line", key: order.id, columns: columns)
  }

  /// The rows beside an order line: its supervision, its repayment, its completed refunds.
  static func rows(beside order: ExplainedOrder) -> [Explanation.Row] {
    var rows: [Explanation.Row] = []
    if let status = order.supervisionStatus {
      rows.append(
        Explanation.Row(
          table: "supervision", key: order.id,
          columns: present([
            ("status", status), ("completed_at", order.fact.supervisionCompletedAt?.text()),
          ])))
    }
    if let repaidAt = order.fact.repaidAt, order.fact.isOnCredit {
      rows.append(
        Explanation.Row(
          table: "repayment", key: order.customerID,
          columns: [Explanation.Column("repaid_at", repaidAt.text())]))
    }
    return rows
  }

  static func row(of refund: ExplainedRefund, in currency: Currency) -> Explanation.Row {
    Explanation.Row(
      table: "refund", key: refund.id,
      columns: present([
        ("kind", refund.kind), ("status", refund.status),
        ("paid_refunded", refund.paidRefunded.decimalText(in: currency)),
        ("voucher_returned", refund.voucherReturned.decimalText(in: currency)),
        (
          "handling_fee",
          refund.handlingFee == 0 ? nil : refund.handlingFee.decimalText(in: currency)
        ),
        ("requested_at", refund.requestedAt.text()),
        ("completed_at", refund.completedAt?.text()),
      ]))
  }

  /// The columns that have a value.
  static func present(_ columns: [(name: String, value: String?)]) -> [Explanation.Column] {
    columns.compactMap { column in
      column.value.map { Explanation.Column(column.name, $0) }
    }
  }
}

extension MinorUnits {
  /// An amount in decimals of its currency.
  func decimalText(in currency: Currency) -> String {
    Money(minorUnits: self, currency: currency).decimalText
  }
}
