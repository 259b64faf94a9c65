import Performance

extension OrderLineRow {
  /// The offer and voucher that the line names, for the checks of rule 9.4; nil without one. Its keys
  /// are borrowed from the row.
  ///
  /// - Parameter uses: Of the orders that name vouchers on several lines.
  func offerUse(_ uses: VoucherUses) -> OfferUse? {
    guard let promotion else { return nil }
    var reader = KeyReader(bytes: promotion)
    let offer = reader.nextKey()
    let voucher = reader.nextKey()
    let sku = reader.nextKey() ?? .empty
    var use = OfferUse(
      offerID: offer, voucherID: voucher, customerID: customerID, productID: productID, sku: sku,
      currency: fact.currency, list: fact.list, sales: fact.sales, quantity: fact.quantity,
      orderedAt: fact.orderedAt)
    if voucher != nil { uses.complete(&use, order: reader.nextKey() ?? .empty) }
    return use
  }

  /// The offer that the line names; nil without one. Borrowed from the row.
  var offerID: UnsafeRawBufferPointer? {
    guard let promotion else { return nil }
    var reader = KeyReader(bytes: promotion)
    return reader.nextKey()
  }
}

/// Walks keys that stand one after the other, each behind its length.
private struct KeyReader {
  let bytes: UnsafeRawBufferPointer
  var offset = 0

  init(bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// The next key; nil where the length says that there is none.
  mutating func nextKey() -> UnsafeRawBufferPointer? {
    let length = Int(bytes.bigEndian(at: offset, as: Int16.self))
    offset += 2
    guard length >= 0 else { return nil }
    let start = offset
    precondition(bytes.count - start >= length, "a packed promotion ends within a key")
    offset += length
    return UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
  }
}
