/// What the checks of an offer and a voucher found on one order line; the line settles at the price
/// that was paid. Rule 9.4.
package struct OfferFindings: OptionSet, Sendable, Hashable {
  package let rawValue: Int32

  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The customer is not in the offer's list.
  package static let offerCustomer = Self(rawValue: 1 << 0)
  /// The deal price is not the list price times the offer's proportion.
  package static let offerPrice = Self(rawValue: 1 << 1)
  /// The product is not in the offer.
  package static let offerProduct = Self(rawValue: 1 << 2)
  /// Another quantity than the configuration quote says.
  package static let offerQuantity = Self(rawValue: 1 << 3)
  /// The offer is not effective, or there is no such offer.
  package static let offerState = Self(rawValue: 1 << 4)
  /// Ordered outside of the offer's validity.
  package static let offerValidity = Self(rawValue: 1 << 5)
  /// The lines of the order name several vouchers.
  package static let voucherCount = Self(rawValue: 1 << 6)
  /// The voucher is not for this product, or there is no such voucher.
  package static let voucherScope = Self(rawValue: 1 << 7)
  /// The order's sales with the voucher do not reach its threshold.
  package static let voucherThreshold = Self(rawValue: 1 << 8)
  /// Ordered outside of the voucher's validity.
  package static let voucherValidity = Self(rawValue: 1 << 9)

  /// Every finding with its code and what it means, in alphabetical order of the codes.
  package static let codes: [(finding: OfferFindings, code: String, sentence: String)] = [
    (.offerCustomer, "OFFER_CUSTOMER", "the offer is not for this customer"),
    (.offerPrice, "OFFER_PRICE", "the deal price is not the list price times the offer's discount"),
    (.offerProduct, "OFFER_PRODUCT", "the product is not in the offer"),
    (.offerQuantity, "OFFER_QUANTITY", "the quantity is not that of the configuration quote"),
    (.offerState, "OFFER_STATE", "the offer is not effective, or does not exist"),
    (.offerValidity, "OFFER_VALIDITY", "it was ordered outside of the offer's validity"),
    (.voucherCount, "VOUCHER_COUNT", "the lines of its order name several vouchers"),
    (.voucherScope, "VOUCHER_SCOPE", "the voucher is not for this product, or does not exist"),
    (.voucherThreshold, "VOUCHER_THRESHOLD", "the order does not reach the voucher's threshold"),
    (.voucherValidity, "VOUCHER_VALIDITY", "it was ordered outside of the voucher's validity"),
  ]

  /// The codes that apply, in alphabetical order.
  package var list: [String] {
    Self.codes.filter { contains($0.finding) }.map(\.code)
  }

  /// The codes that apply, joined by semicolons in alphabetical order.
  package var text: String { list.joined(separator: ";") }
}
