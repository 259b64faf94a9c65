import Amounts
import CivilTime
import Marketplace
import Postgres

/// The open usage lines of a run, put aside on disk: they can be walked as often as wanted, each
/// shard by a thread of its own.
package struct UsageLines: Sendable {
  /// One file a shard.
  private let shards: [LineFile]
  /// Records that were new to the run, of all sites.
  package let newRecords: Int
  /// Records, or parts of them, that are not charged. Rule 4.1.
  package let abnormalCount: Int
  /// Instances whose usage cannot be rated; their merchants are parked.
  package let refusals: [RefusedFact]

  init(shards: [LineFile], newRecords: Int, abnormalCount: Int, refusals: [RefusedFact]) {
    self.shards = shards
    self.newRecords = newRecords
    self.abnormalCount = abnormalCount
    self.refusals = refusals
  }

  /// How many shards there are.
  package var shardCount: Int { shards.count }

  /// How many lines there are.
  package var count: Int { shards.reduce(0) { $0 + $1.count } }

  /// Hands over every line of a shard. Its keys are borrowed: they last until the closure returns.
  package func forEach(_ shard: Int, _ line: (UsageRow) throws -> Void) throws {
    try shards[shard].forEach(line)
  }
}

/// The lines of one shard.
struct LineFile: Sendable {
  private let file: ChunkFile
  private let chunks: [ChunkFile.Chunk]
  let count: Int

  init(file: ChunkFile, chunks: [ChunkFile.Chunk], count: Int) {
    self.file = file
    self.chunks = chunks
    self.count = count
  }

  func forEach(_ line: (UsageRow) throws -> Void) throws {
    var buffer = EntryBuffer()
    for chunk in chunks {
      buffer.prepare(chunk.count)
      try file.read(chunk, into: buffer.bytes)
      var reader = LineReader(UnsafeRawBufferPointer(buffer.bytes))
      while let row = reader.next() { try line(row) }
    }
  }
}

/// Puts lines aside.
struct LineWriter: ~Copyable {
  private let file: ChunkFile
  private var chunks: [ChunkFile.Chunk] = []
  private var bytes: [UInt8] = []
  private var count = 0
  private static let portion = 256 << 10

  init(file: ChunkFile) {
    self.file = file
  }

  mutating func append(_ row: UsageRow) throws(PostgresError) {
    let fact = row.fact
    for key in [row.sourceID, row.orderLineID, row.customerID, row.billed] {
      put(Int32(key.count))
      bytes.append(contentsOf: key)
    }
    bytes.append(contentsOf: fact.currency.code.utf8)
    put(fact.isPostpaid ? UInt8(1) : 0)
    put(Int32(row.product))
    put(fact.month.yyyymm)
    put(fact.amount)
    put(fact.quantity)
    put(fact.firstBegin.microseconds)
    put(fact.lateReceivedAt?.microseconds ?? .max)
    put(fact.repaidAt?.microseconds ?? .max)
    put(Int32(fact.company.provider ?? -1))
    put(Int32(fact.company.operator ?? -1))
    count += 1
    if bytes.count >= Self.portion { try flush() }
  }

  mutating func finish() throws(PostgresError) -> LineFile {
    try flush()
    return LineFile(file: file, chunks: chunks, count: count)
  }

  private mutating func flush() throws(PostgresError) {
    if bytes.isEmpty { return }
    let chunk = try bytes.span.withUnsafeBytes { (buffer) throws(PostgresError) in
      try file.append(buffer)
    }
    chunks.append(chunk)
    bytes.removeAll(keepingCapacity: true)
  }

  private mutating func put<Value: FixedWidthInteger>(_ value: Value) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
  }
}

/// Reads the lines of one chunk.
private struct LineReader {
  private let bytes: UnsafeRawBufferPointer
  private var offset = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  mutating func next() -> UsageRow? {
    if offset >= bytes.count { return nil }
    let source = nextKey()
    let orderLine = nextKey()
    let customer = nextKey()
    let billed = nextKey()
    let code = UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + 3)])
    offset += 3
    let isPostpaid = nextInteger(UInt8.self) != 0
    let product = Int(nextInteger(Int32.self))
    guard let currency = Currency(ascii: code), let month = Period(yyyymm: nextInteger()) else {
      preconditionFailure("a usage line has values nobody wrote")
    }
    let amount: Int64 = nextInteger()
    let quantity: Int64 = nextInteger()
    var fact = UsageFact(
      currency: currency, month: month, amount: amount, quantity: quantity,
      firstBegin: Instant(microseconds: nextInteger()))
    fact.isPostpaid = isPostpaid
    fact.lateReceivedAt = nextInstant()
    fact.repaidAt = nextInstant()
    fact.company = Company(provider: nextIndex(), operator: nextIndex())
    return UsageRow(
      sourceID: source, orderLineID: orderLine, customerID: customer, product: product,
      fact: fact, billed: billed)
  }

  private mutating func nextKey() -> UnsafeRawBufferPointer {
    let count = Int(nextInteger(Int32.self))
    defer { offset += count }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + count)])
  }

  private mutating func nextInstant() -> Instant? {
    let value: Int64 = nextInteger()
    return value == .max ? nil : Instant(microseconds: value)
  }

  private mutating func nextIndex() -> Int? {
    let value: Int32 = nextInteger()
    return value < 0 ? nil : Int(value)
  }

  private mutating func nextInteger<Value: FixedWidthInteger>(
    _ type: Value.Type = Value.self
  ) -> Value {
    defer { offset += MemoryLayout<Value>.size }
    return bytes.loadUnaligned(fromByteOffset: offset, as: Value.self)
  }
}
