import CivilTime
import Performance

/// Walks the completed refunds of one purchase as the streams of performance pack them: three
/// integers each, in the order of rule 6.1.
struct PackedShares: Sequence, IteratorProtocol {
  private let bytes: UnsafeRawBufferPointer
  private var offset = 0
  /// When the refund before was completed, which none may precede.
  private var last = Int64.min
  private static let size = 24

  /// - Parameter bytes: Nil where nothing was refunded.
  init(_ bytes: UnsafeRawBufferPointer?) {
    self.bytes = bytes ?? .empty
    precondition(
      self.bytes.count % Self.size == 0, "\(self.bytes.count) bytes are no packed refunds")
  }

  mutating func next() -> PurchaseRefund? {
    guard offset < bytes.count else { return nil }
    defer { offset += Self.size }
    let completed = bytes.bigEndian(at: offset, as: Int64.self)
    precondition(completed >= last, "a refund was packed behind a later one")
    last = completed
    return PurchaseRefund(
      completedAt: Instant(microseconds: completed + postgresEpochMicroseconds),
      paidRefunded: bytes.bigEndian(at: offset + 8, as: Int64.self),
      voucherReturned: bytes.bigEndian(at: offset + 16, as: Int64.self))
  }
}
