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
    "run_no", "statement_no", "terms_no", "payee_terms_no", "source_kind", "role", "source_id",
    "order_line_id", "customer_id", "natural_period", "ready_at", "sales_amount",
    "voucher_amount", "rate", "increment", "amount", "tax_amount", "taxes", "platform",
  ]
  /// Every fixed field with its length word; the keys come on top.
  private static let fixedSize = 256

  private var buffer: UnsafeMutableRawBufferPointer
  private var count = 0
  /// Where the content of the last line starts: behind the fields that name the run.
  private var lastContent = 0
  /// Lines in the buffer.
  private(set) var rowCount = 0
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

  /// Encodes the line of a payee behind those before it.
  ///
  /// - Parameters:
  ///   - price: How the fact is divided; its taxes and the platform's part stand on the merchant's
  ///     line alone, so that each fact is divided once.
  ///   - platform: Minor units.
  mutating func append(
    _ fact: borrowing WalkedFact, leg: Leg, price: borrowing Price, platform: MinorUnits,
    statement: Int32, terms: Int, period: Period
  ) {
    let orderLineID: UnsafeRawBufferPointer = fact.kind == .order ? .empty : fact.orderLineID
    reserve(
      Self.fixedSize + fact.sourceID.count + fact.customerID.count
        + orderLineID.count)
    begin(statement: statement, terms: Int32(terms), payeeTerms: fact.providerTerms)
    field(fact.kind.rawValue)
    field(fact.role.rawValue)
    field(fact.sourceID)
    if orderLineID.isEmpty { null() } else { field(orderLineID) }
    field(fact.customerID)
    field(period.yyyymm)
    field(fact.readyAt.microseconds - postgresEpochMicroseconds)
    field(fact.sales)
    field(fact.voucher)
    field(Int32(truncatingIfNeeded: leg.rate.millionths))
    field(fact.isMerchants ? Int32(truncatingIfNeeded: price.increment.millionths) : 0)
    field(leg.amount)
    if let tax = leg.tax { field(tax) } else { null() }
    field(fact.isMerchants ? price.taxes : 0)
    field(fact.isMerchants ? platform : 0)
  }

  /// Encodes an adjustment or incentive: its payee's leg against the platform's. Rule 10 (7.8).
  mutating func append(_ line: WholeLine, statement: Int32) {
    reserve(Self.fixedSize + line.sourceID.utf8.count)
    begin(statement: statement, terms: nil, payeeTerms: nil)
    field(line.kind.rawValue)
    field(line.role.rawValue)
    var sourceID = line.sourceID
    sourceID.withUTF8 { field(UnsafeRawBufferPointer($0)) }
    null()
    null()
    field(line.period.yyyymm)
    field(line.readyAt.microseconds - postgresEpochMicroseconds)
    field(MinorUnits(0))
    field(MinorUnits(0))
    field(Int32(0))
    field(Int32(0))
    field(line.amount)
    null()
    field(MinorUnits(0))
    field(0 &- line.amount)
  }

  /// Writes what names the run, which is no content.
  private mutating func begin(statement: Int32, terms: Int32?, payeeTerms: Int?) {
    rowCount += 1
    put(Int16(Self.columns.count).bigEndian)
    field(runNumber)
    field(statement)
    if let terms { field(terms) } else { null() }
    if let payeeTerms { field(Int32(payeeTerms)) } else { null() }
    lastContent = count
  }

  /// The digest of the line just encoded, under the terms with the given fingerprints; empty where
  /// it follows none.
  mutating func digest(
    terms: UnsafeRawBufferPointer, payeeTerms: UnsafeRawBufferPointer
  ) -> LineSetDigest {
    // The fingerprints are put behind the row for a moment, so that all are digested at once.
    let end = count
    reserve(terms.count + payeeTerms.count)
    put(terms)
    put(payeeTerms)
    let content = UnsafeRawBufferPointer(rebasing: buffer[lastContent..<count])
    count = end
    return withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { digest in
      SHA256.digest(of: content, into: digest)
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
    put(bytes)
  }

  private mutating func put(_ bytes: UnsafeRawBufferPointer) {
    if let source = bytes.baseAddress, let target = buffer.baseAddress {
      target.advanced(by: count).copyMemory(from: source, byteCount: bytes.count)
    }
    count += bytes.count
  }
}
