import Amounts
import CivilTime
import Digests
import Marketplace
import Settlement

/// Writes settlement lines in PostgreSQL's binary row form into one reused buffer, and digests the
/// content of each on the way.
///
/// The content is the row from `source_kind` on, every field with its length, followed by the
/// fingerprint of its terms: an injective form, so that two different lines cannot look the same.
struct LineEncoder: ~Copyable {
  /// The columns of `settlement.draft_line` in the order they are written.
  static let columns = [
    "run_no", "statement_no", "terms_no", "source_kind", "role", "source_id", "order_line_id",
    "customer_id", "natural_period", "ready_at", "sales_amount", "voucher_amount", "rate",
    "increment", "amount", "tax_amount", "taxes", "platform",
  ]
  /// Field count, then three four-byte fields that name the run: not content.
  private static let contentStart = 2 + 3 * 8
  /// Every fixed field with its length word; the keys come on top.
  private static let fixedSize = 256

  private var buffer: UnsafeMutableRawBufferPointer
  private var count = 0
  private var lastRow = 0
  /// Lines in the buffer.
  private(set) var rowCount = 0
  private var sha = SHA256()
  private let runNumber: Int32

  init(runNumber: Int32) {
    self.runNumber = runNumber
    buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65536, alignment: 8)
  }

  deinit {
    buffer.deallocate()
  }

  /// The lines encoded since the last `removeAll`; valid until the next change.
  var rows: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[0..<count]) }

  /// Forgets the lines that were taken over.
  mutating func removeAll() {
    count = 0
    rowCount = 0
  }

  /// Encodes a line behind those before it.
  mutating func append(
    _ fact: borrowing WalkedFact, price: borrowing Price, platform: MinorUnits,
    statement: Int32, terms: Int, period: Period
  ) {
    let isOwnOrder = fact.kind == .order
    reserve(
      Self.fixedSize + fact.sourceID.count + fact.customerID.count
        + (isOwnOrder ? 0 : fact.orderLineID.count))
    lastRow = count
    rowCount += 1
    put(Int16(Self.columns.count).bigEndian)
    field(runNumber)
    field(statement)
    field(Int32(terms))
    field(fact.kind.rawValue)
    field(Int16(0))
    field(fact.sourceID)
    if isOwnOrder { null() } else { field(fact.orderLineID) }
    field(fact.customerID)
    field(period.yyyymm)
    field(fact.readyAt.microseconds - postgresEpochMicroseconds)
    field(fact.sales)
    field(fact.voucher)
    field(Int32(truncatingIfNeeded: price.rate.millionths))
    field(Int32(truncatingIfNeeded: price.increment.millionths))
    field(price.legs.merchant)
    null()
    field(price.legs.taxes)
    field(platform)
  }

  /// The digest of the line just encoded, under the terms with the given fingerprint.
  mutating func digest(terms fingerprint: UnsafeRawBufferPointer) -> LineSetDigest {
    sha.update(UnsafeRawBufferPointer(rebasing: buffer[(lastRow + Self.contentStart)..<count]))
    sha.update(fingerprint)
    return withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { digest in
      sha.finish(into: digest)
      return LineSetDigest(bytes: UnsafeRawBufferPointer(digest))
    }
  }

  private mutating func reserve(_ size: Int) {
    if count + size <= buffer.count { return }
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(2 * buffer.count, count + size), alignment: 8)
    larger.copyMemory(from: rows)
    buffer.deallocate()
    buffer = larger
  }

  @inline(__always)
  private mutating func put<Value: FixedWidthInteger>(_ bigEndian: Value) {
    buffer.storeBytes(of: bigEndian, toByteOffset: count, as: Value.self)
    count += MemoryLayout<Value>.size
  }

  @inline(__always)
  private mutating func field<Value: FixedWidthInteger>(_ value: Value) {
    put(Int32(MemoryLayout<Value>.size).bigEndian)
    put(value.bigEndian)
  }

  @inline(__always)
  private mutating func null() {
    put(Int32(-1).bigEndian)
  }

  private mutating func field(_ bytes: UnsafeRawBufferPointer) {
    put(Int32(bytes.count).bigEndian)
    if let source = bytes.baseAddress, let target = buffer.baseAddress {
      target.advanced(by: count).copyMemory(from: source, byteCount: bytes.count)
    }
    count += bytes.count
  }
}
