import CivilTime
import Marketplace
import Postgres

/// Walks the completed refunds of one order line in the order of rule 6.1.
package struct PackedRefunds: Sequence, IteratorProtocol {
  /// One completed refund; its key is borrowed bytes.
  package struct Refund {
    package let id: UnsafeRawBufferPointer
    package let fact: RefundFact
    /// Whom sealed runs billed it to.
    package let billed: Payees
  }

  private let bytes: UnsafeRawBufferPointer
  private var offset = 0
  /// The refund before, which none may precede.
  private var last: (at: Instant, id: UnsafeRawBufferPointer)?
  /// completed_at, requested_at, paid_refunded, voucher_returned, billed to, length of the key.
  private static let headSize = 8 + 8 + 8 + 8 + 2 + 2

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
      paidRefunded: bytes.bigEndian(at: offset + 16, as: Int64.self),
      voucherReturned: bytes.bigEndian(at: offset + 24, as: Int64.self))
    let billed = Payees(rawValue: bytes[offset + 33])
    let length = Int(bytes.bigEndian(at: offset + 34, as: UInt16.self))
    let start = offset + Self.headSize
    precondition(bytes.count - start >= length, "packed refunds end within a key")
    offset = start + length
    let id = UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
    if let last {
      let isLater =
        last.at < fact.completedAt
        || last.at == fact.completedAt && last.id.lexicographicallyPrecedes(id)
      precondition(isLater, "refund \(id.text) was packed behind a later one")
    }
    last = (fact.completedAt, id)
    return Refund(id: id, fact: fact, billed: billed)
  }

  private func instant(at offset: Int) -> Instant {
    Instant(
      microseconds: bytes.bigEndian(at: offset, as: Int64.self) + postgresEpochMicroseconds)
  }
}

/// 2000-01-01T00:00Z, where PostgreSQL's binary instants start, in microseconds since 1970.
let postgresEpochMicroseconds: Int64 = 946_684_800_000_000

extension UnsafeRawBufferPointer {
  static var empty: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }

  /// The bytes as text; only for messages and keys that leave the line path.
  package var text: String { String(decoding: self, as: UTF8.self) }

  /// The integer in network order at an offset.
  func bigEndian<Value: FixedWidthInteger>(at offset: Int, as type: Value.Type) -> Value {
    Value(bigEndian: loadUnaligned(fromByteOffset: offset, as: Value.self))
  }
}

extension CopyRow {
  @inline(__always)
  mutating func nextInstant() throws -> Instant? {
    guard let microseconds = try nextOptionalMicroseconds() else { return nil }
    return Instant(microseconds: microseconds)
  }
}
