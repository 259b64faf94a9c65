import Amounts
import CivilTime

/// An order line that names an offer or a voucher, as the checks of rule 9.4 read it.
///
/// Keys are borrowed bytes, valid as long as the row they are in.
package struct OfferUse {
  /// Nil where the line names no offer.
  package var offerID: UnsafeRawBufferPointer?
  /// Nil where the line names no voucher.
  package var voucherID: UnsafeRawBufferPointer?
  package var customerID: UnsafeRawBufferPointer
  package var productID: UnsafeRawBufferPointer
  /// Empty where the line has none.
  package var sku: UnsafeRawBufferPointer
  package var currency: Currency
  /// L, minor units.
  package var list: MinorUnits
  /// S, minor units.
  package var sales: MinorUnits
  /// `quantity` in ten-thousandths.
  package var quantity: Int64
  package var orderedAt: Instant
  /// The sum of S over the order's lines in this currency that name the voucher, minor units.
  package var voucherSales: MinorUnits = 0
  /// How many different vouchers the lines of the order name.
  package var vouchersOfOrder: Int64 = 0

  package init(
    offerID: UnsafeRawBufferPointer?, voucherID: UnsafeRawBufferPointer?,
    customerID: UnsafeRawBufferPointer, productID: UnsafeRawBufferPointer,
    sku: UnsafeRawBufferPointer, currency: Currency, list: MinorUnits, sales: MinorUnits,
    quantity: Int64, orderedAt: Instant
  ) {
    self.offerID = offerID
    self.voucherID = voucherID
    self.customerID = customerID
    self.productID = productID
    self.sku = sku
    self.currency = currency
    self.list = list
    self.sales = sales
    self.quantity = quantity
    self.orderedAt = orderedAt
  }
}
