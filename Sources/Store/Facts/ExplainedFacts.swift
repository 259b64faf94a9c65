import Amounts
import CivilTime
import Marketplace
import Postgres

/// One order line with its keys and what its gates look at, read by itself.
package struct ExplainedOrder: Sendable {
  package let id: String
  package let orderID: String
  package let productID: String
  package let customerID: String
  package let providerID: String?
  package let operatorID: String?
  package let offerID: String?
  package let voucherID: String?
  /// The word of the contract, `line_type`.
  package let typeWord: String
  /// The word of the contract, `supervision.status`; nil where there is no supervision.
  package let supervisionStatus: String?
  /// Nil where the product has no merchant.
  package let merchantID: String?
  /// Whose runs settle it; nil where the product has no merchant.
  package let site: Site?
  /// Without its payees and refunds.
  package let fact: OrderFact

  init(_ row: Row) throws {
    id = row.text(0)
    func flaw(_ detail: String, _ remedy: String) -> StoreError {
      .catalogue(place: "marketplace.order_line \(row.text(0))", detail: detail, remedy: remedy)
    }
    typeWord = row.text(4)
    var word = typeWord
    guard let type = word.withUTF8({ LineType(ascii: UnsafeRawBufferPointer($0)) }) else {
      throw flaw(
        "line_type \(row.text(4)) is not known", "use new, renewal, change or usage_to_period")
    }
    guard let currency = Currency(code: row.text(6)) else {
      throw flaw(
        "currency \(row.text(6)) is not in ISO 4217",
        "use a code with a known number of decimals, like CNY")
    }
    orderID = row.text(1)
    productID = row.text(2)
    customerID = row.text(3)
    providerID = row.optionalText(21)
    operatorID = row.optionalText(22)
    offerID = row.optionalText(23)
    voucherID = row.optionalText(24)
    supervisionStatus = row.optionalText(25)
    merchantID = row.optionalText(28)
    site = row.optionalText(29).flatMap { Site(rawValue: $0) }
    var fact = OrderFact(
      currency: currency, orderedAt: Instant(microseconds: row.microseconds(17)))
    fact.type = type
    fact.isTrial = row.bool(5)
    fact.list = row.int64(7)
    fact.sales = row.int64(8)
    fact.voucher = row.int64(9)
    fact.cash = row.int64(10)
    fact.credit = row.int64(11)
    fact.cashCoupon = row.int64(12)
    fact.vat = row.int64(13)
    fact.customerWithholding = row.int64(14)
    fact.quantity = row.int64(15)
    fact.duration = row.int32(16)
    fact.paidAt = row.optionalInstant(18)
    fact.activatedAt = row.optionalInstant(19)
    fact.effectiveAt = row.optionalInstant(20)
    fact.supervisionCompletedAt = row.optionalInstant(26)
    fact.repaidAt = row.optionalInstant(27)
    self.fact = fact
  }
}

/// One refund of an order line, completed or not. Contract 1, `refund`.
package struct ExplainedRefund: Sendable {
  package let id: String
  /// The word of the contract.
  package let kind: String
  /// The word of the contract; it counts when `completed`. Rule 6.1.
  package let status: String
  /// Minor units; enters no amount. Rule 10 (6.3).
  package let handlingFee: MinorUnits
  package let paidRefunded: MinorUnits
  package let voucherReturned: MinorUnits
  package let requestedAt: Instant
  package let completedAt: Instant?

  init(_ row: Row) {
    id = row.text(0)
    kind = row.text(1)
    status = row.text(2)
    paidRefunded = row.int64(3)
    voucherReturned = row.int64(4)
    handlingFee = row.int64(5)
    requestedAt = Instant(microseconds: row.microseconds(6))
    completedAt = row.optionalInstant(7)
  }

  /// As it counts; nil while it is not completed. Rule 6.1.
  package var fact: RefundFact? {
    guard status == "completed", let completedAt else { return nil }
    return RefundFact(
      completedAt: completedAt, requestedAt: requestedAt, paidRefunded: paidRefunded,
      voucherReturned: voucherReturned)
  }
}

extension Row {
  /// A timestamptz as an instant, nil for NULL.
  func optionalInstant(_ column: Int) -> Instant? {
    optionalMicroseconds(column).map { Instant(microseconds: $0) }
  }
}
