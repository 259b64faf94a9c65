import Foundation
import Postgres

/// Counts the different customers of many groups without holding them in memory: pairs of group and
/// customer are put aside by hash, and each part of them is counted by itself (the partitioning of
/// hash joins by Kitsuregawa, Tanaka and Moto-oka, 1983).
struct CustomerCount: ~Copyable {
  private let file: ChunkFile
  private var writer: PartitionWriter
  /// So many parts that one of a month of 100 million pairs is some 10 MB.
  private static let parts = 128

  /// - Throws: Class `askOperator` (`58030`) when there is no room for what is put aside.
  init() throws(PostgresError) {
    file = try ChunkFile(in: FileManager.default.temporaryDirectory.path)
    writer = PartitionWriter(file: file, partitions: Self.parts, writers: 1)
  }

  /// Notes a customer of a group, any number of times.
  mutating func note(_ customer: UnsafeRawBufferPointer, of group: Int32) throws(PostgresError) {
    var hasher = Hasher()
    hasher.combine(group)
    hasher.combine(bytes: customer)
    let hash = UInt64(bitPattern: Int64(hasher.finalize()))
    let target = try writer.reserve(
      Pair.headSize + customer.count, in: Int(hash % UInt64(Self.parts)))
    Pair(hash: UInt32(truncatingIfNeeded: hash >> 32), group: group, key: customer)
      .write(to: target)
  }

  /// How many different customers were noted, by group.
  consuming func counts(groups: Int) throws(PostgresError) -> [Int64] {
    try writer.finish()
    var entries = PartitionedEntries(file: file, partitions: Self.parts)
    entries.add(writer.chunks)
    var counts = [Int64](repeating: 0, count: groups)
    var buffer = EntryBuffer()
    for part in 0..<Self.parts {
      try entries.read(part, into: &buffer)
      Self.count(UnsafeRawBufferPointer(buffer.bytes), into: &counts)
    }
    return counts
  }

  /// Counts the different pairs of one part, by a table at most half full of where they begin.
  private static func count(_ bytes: UnsafeRawBufferPointer, into counts: inout [Int64]) {
    var pairs = 0
    var offset = 0
    while offset < bytes.count {
      offset += Pair(bytes, at: offset).size
      pairs += 1
    }
    var capacity = 16
    while capacity < 2 * pairs { capacity *= 2 }
    // -1 while the slot is free.
    var slots = [Int](repeating: -1, count: capacity)
    offset = 0
    while offset < bytes.count {
      let pair = Pair(bytes, at: offset)
      var slot = Int(pair.hash) & (capacity - 1)
      while slots[slot] >= 0, !(Pair(bytes, at: slots[slot]) == pair) {
        slot = (slot + 1) & (capacity - 1)
      }
      if slots[slot] < 0 {
        slots[slot] = offset
        counts[Int(pair.group)] += 1
      }
      offset += pair.size
    }
  }

  /// A group and the key of a customer as they are put aside: hash, group, length and bytes.
  private struct Pair: Equatable {
    static let headSize = 4 + 4 + 2
    let hash: UInt32
    let group: Int32
    let key: UnsafeRawBufferPointer

    var size: Int { Self.headSize + key.count }

    init(hash: UInt32, group: Int32, key: UnsafeRawBufferPointer) {
      self.hash = hash
      self.group = group
      self.key = key
    }

    init(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
      hash = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
      group = bytes.loadUnaligned(fromByteOffset: offset + 4, as: Int32.self)
      let count = Int(bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt16.self))
      let start = offset + Self.headSize
      key = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + count)])
    }

    func write(to target: UnsafeMutableRawPointer) {
      target.storeBytes(of: hash, as: UInt32.self)
      target.storeBytes(of: group, toByteOffset: 4, as: Int32.self)
      target.storeBytes(of: UInt16(key.count), toByteOffset: 8, as: UInt16.self)
      guard let bytes = key.baseAddress else { return }
      (target + Self.headSize).copyMemory(from: bytes, byteCount: key.count)
    }

    static func == (one: Pair, other: Pair) -> Bool {
      one.hash == other.hash && one.group == other.group && one.key.elementsEqual(other.key)
    }
  }
}
