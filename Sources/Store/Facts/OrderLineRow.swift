import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement

/// One row of `facts/stream_order_lines`: the fact, and the keys as the bytes they came in.
///
/// The bytes are those of the COPY buffer; they are valid while the row is being handled.
package struct OrderLineRow {
  package var lineID: UnsafeRawBufferPointer
  package var productID: UnsafeRawBufferPointer
  package var customerID: UnsafeRawBufferPointer
  package var fact: OrderFact
  /// The completed refunds, packed as the query describes; nil without one.
  package var refunds: UnsafeRawBufferPointer?
  /// What an earlier run billed; nil while the line is unbilled.
  package var billed: BilledLine?

  /// What a sealed run billed for the merchant.
  package struct BilledLine {
    package var readyAt: Instant
    package var amount: MinorUnits
    package var taxes: MinorUnits
    package var rate: Rate
    package var increment: Rate
  }

  /// A row that cannot be read as a fact: its key and what is wrong.
  package struct Flaw: Error {
    package let sourceID: String
    /// The product, whose merchant is parked.
    package let productID: [UInt8]
    package let detail: String
    package let remedy: String
  }

  /// Reads the columns in the order of the query.
  ///
  /// - Throws: `Flaw` where a column breaks the contract, `PostgresError` where the wire does.
  package init(_ row: inout CopyRow) throws {
    lineID = try row.nextBytes() ?? .empty
    productID = try row.nextBytes() ?? .empty
    customerID = try row.nextBytes() ?? .empty
    let typeWord = try row.nextBytes() ?? .empty
    let isTrial = try row.nextBool()
    let currencyCode = try row.nextBytes() ?? .empty
    guard let type = LineType(ascii: typeWord) else {
      throw Flaw(
        sourceID: lineID.text, productID: Array(productID),
        detail: "line_type \(typeWord.text) is not known",
        remedy: "use new, renewal, change or usage_to_period")
    }
    guard let currency = Currency(ascii: currencyCode) else {
      throw Flaw(
        sourceID: lineID.text, productID: Array(productID),
        detail: "currency \(currencyCode.text) is not in ISO 4217",
        remedy: "use a code with a known number of decimals, like CNY")
    }
    let sales = try row.nextInt64()
    let voucher = try row.nextInt64()
    let cash = try row.nextInt64()
    let credit = try row.nextInt64()
    let cashCoupon = try row.nextInt64()
    let vat = try row.nextInt64()
    let withholding = try row.nextInt64()
    fact = OrderFact(
      currency: currency, orderedAt: Instant(microseconds: try row.nextMicroseconds()))
    fact.type = type
    fact.isTrial = isTrial
    fact.sales = sales
    fact.voucher = voucher
    fact.cash = cash
    fact.credit = credit
    fact.cashCoupon = cashCoupon
    fact.vat = vat
    fact.customerWithholding = withholding
    fact.paidAt = try row.nextInstant()
    fact.activatedAt = try row.nextInstant()
    fact.effectiveAt = try row.nextInstant()
    fact.supervisionCompletedAt = try row.nextInstant()
    fact.repaidAt = try row.nextInstant()
    refunds = try row.nextBytes()
    if let readyAt = try row.nextInstant() {
      billed = BilledLine(
        readyAt: readyAt, amount: try row.nextInt64(), taxes: try row.nextInt64(),
        rate: Rate(millionths: Int64(try row.nextInt32())),
        increment: Rate(millionths: Int64(try row.nextInt32())))
    }
    if let refunds { fact.firstRefundedAt = PackedRefunds(refunds).first?.fact.completedAt }
  }
}

/// Walks the completed refunds of one order line in the order of rule 6.1.
package struct PackedRefunds: Sequence, IteratorProtocol {
  /// One completed refund; its key is borrowed bytes.
  package struct Refund {
    package let id: UnsafeRawBufferPointer
    package let fact: RefundFact
    package let isBilled: Bool
  }

  private let bytes: UnsafeRawBufferPointer
  private var offset = 0
  /// completed_at, requested_at, paid_refunded, voucher_returned, billed, length of the key.
  private static let headSize = 8 + 8 + 8 + 8 + 1 + 2

  package init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// The earliest refund, without disturbing the walk.
  package var first: Refund? {
    var copy = self
    return copy.next()
  }

  package mutating func next() -> Refund? {
    guard offset < bytes.count else { return nil }
    precondition(bytes.count - offset >= Self.headSize, "packed refunds end within a refund")
    let fact = RefundFact(
      completedAt: instant(at: offset), requestedAt: instant(at: offset + 8),
      paidRefunded: integer(at: offset + 16), voucherReturned: integer(at: offset + 24))
    let isBilled = bytes[offset + 32] != 0
    let length = Int(bytes[offset + 33]) << 8 | Int(bytes[offset + 34])
    let start = offset + Self.headSize
    precondition(bytes.count - start >= length, "packed refunds end within a key")
    offset = start + length
    return Refund(
      id: UnsafeRawBufferPointer(rebasing: bytes[start..<offset]), fact: fact, isBilled: isBilled)
  }

  private func integer(at offset: Int) -> Int64 {
    Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int64.self))
  }

  private func instant(at offset: Int) -> Instant {
    Instant(microseconds: integer(at: offset) + postgresEpochMicroseconds)
  }
}

/// 2000-01-01T00:00Z, where PostgreSQL's binary instants start, in microseconds since 1970.
let postgresEpochMicroseconds: Int64 = 946_684_800_000_000

extension UnsafeRawBufferPointer {
  static var empty: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }

  /// The bytes as text; only for messages and keys that leave the line path.
  package var text: String { String(decoding: self, as: UTF8.self) }
}

extension CopyRow {
  @inline(__always)
  mutating func nextInstant() throws -> Instant? {
    guard let microseconds = try nextOptionalMicroseconds() else { return nil }
    return Instant(microseconds: microseconds)
  }
}
