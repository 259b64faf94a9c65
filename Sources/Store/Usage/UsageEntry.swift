import CivilTime
import Metering
import Postgres

/// What is put aside by partition: a head, a key of an instance, and then fields by kind.
///
/// Integers are in the machine's own order: entries never leave the process.
enum UsageEntry {
  /// What an entry holds.
  enum Kind: UInt8 {
    case record, instance, package, counter, openLine, formedLines, repayment
  }

  /// Kind, two bytes of its own, one unused, hash of the key, length of the key, length of all.
  static let headSize = 16

  /// The hash that decides the partition and finds the instance in it: FNV-1a, eight bytes a step.
  @inline(__always)
  static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    var offset = 0
    while key.count &- offset >= 8 {
      hash =
        (hash ^ key.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
      offset &+= 8
    }
    while offset < key.count {
      hash = (hash ^ UInt64(key[offset])) &* 0x100_0000_01b3
      offset &+= 1
    }
    hash = (hash ^ (hash >> 32)) &* 0x9E37_79B9_7F4A_7C15
    return hash ^ (hash >> 32)
  }

  /// The partition of a hash.
  @inline(__always)
  static func partition(of hash: UInt64, among partitions: Int) -> Int {
    Int(((hash >> 32) &* UInt64(partitions)) >> 32)
  }
}

/// Fills one entry.
struct EntryCursor {
  private var place: UnsafeMutableRawPointer

  /// Begins an entry with its head and its key.
  ///
  /// - Parameters:
  ///   - fields: The size of the fields behind the key.
  ///   - mark, second: Two bytes of the kind's own.
  @inline(__always)
  init(
    _ kind: UsageEntry.Kind, key: UnsafeRawBufferPointer, fields: Int, mark: UInt8 = 0,
    second: UInt8 = 0, in writer: inout PartitionWriter, partitions: Int
  ) throws(PostgresError) {
    let hash = UsageEntry.hash(key)
    let size = UsageEntry.headSize + key.count + fields
    let start = try writer.reserve(
      size, in: UsageEntry.partition(of: hash, among: partitions))
    start.storeBytes(of: kind.rawValue, as: UInt8.self)
    start.storeBytes(of: mark, toByteOffset: 1, as: UInt8.self)
    start.storeBytes(of: second, toByteOffset: 2, as: UInt8.self)
    start.storeBytes(of: 0, toByteOffset: 3, as: UInt8.self)
    start.storeBytes(of: UInt32(truncatingIfNeeded: hash), toByteOffset: 4, as: UInt32.self)
    start.storeBytes(of: UInt32(key.count), toByteOffset: 8, as: UInt32.self)
    start.storeBytes(of: UInt32(size), toByteOffset: 12, as: UInt32.self)
    place = start + UsageEntry.headSize
    put(key)
  }

  /// An integer.
  @inline(__always)
  mutating func put<Value: FixedWidthInteger>(_ value: Value) {
    place.storeBytes(of: value, as: Value.self)
    place += MemoryLayout<Value>.size
  }

  /// Bytes whose length the reader knows.
  @inline(__always)
  mutating func put(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    place.copyMemory(from: start, byteCount: bytes.count)
    place += bytes.count
  }

  /// Bytes with their length; nil is told from none.
  mutating func putSized(_ bytes: UnsafeRawBufferPointer?) {
    put(bytes.map { Int32($0.count) } ?? -1)
    if let bytes { put(bytes) }
  }

  /// How much `putSized` takes.
  static func size(_ bytes: UnsafeRawBufferPointer?) -> Int { 4 + (bytes?.count ?? 0) }

  /// An instant, where nil is the last one there is.
  mutating func putOptional(_ instant: Int64?) { put(instant ?? .max) }
}

/// Reads one entry.
struct EntryReader {
  let kind: UsageEntry.Kind
  let mark: UInt8
  let second: UInt8
  let hash: UInt32
  let key: UnsafeRawBufferPointer
  /// Of the whole entry.
  let size: Int
  private var place: UnsafeRawPointer
  private let end: UnsafeRawPointer

  @inline(__always)
  init(_ start: UnsafeRawPointer) {
    guard let kind = UsageEntry.Kind(rawValue: start.load(as: UInt8.self)) else {
      preconditionFailure("an entry of no kind")
    }
    self.kind = kind
    mark = start.load(fromByteOffset: 1, as: UInt8.self)
    second = start.load(fromByteOffset: 2, as: UInt8.self)
    hash = start.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
    let length = Int(start.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    size = Int(start.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
    key = UnsafeRawBufferPointer(start: start + UsageEntry.headSize, count: length)
    place = start + (UsageEntry.headSize + length)
    end = start + size
  }

  /// The next integer.
  @inline(__always)
  mutating func next<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) -> Value {
    let value = place.loadUnaligned(as: Value.self)
    place += MemoryLayout<Value>.size
    return value
  }

  /// The next instant.
  @inline(__always)
  mutating func nextInstant() -> Instant { Instant(microseconds: next()) }

  /// The next instant, nil where there is none.
  mutating func nextOptionalInstant() -> Instant? {
    let value: Int64 = next()
    return value == .max ? nil : Instant(microseconds: value)
  }

  /// The next bytes with their length.
  mutating func nextSized() -> UnsafeRawBufferPointer? {
    let count = Int(next(Int32.self))
    if count < 0 { return nil }
    defer { place += count }
    return UnsafeRawBufferPointer(start: place, count: count)
  }

  /// All bytes that are left.
  var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: place, count: end - place) }
}
