import Postgres

/// One partition in memory, its entries brought together by instance.
struct UsagePartition: ~Copyable {
  private var buffer = EntryBuffer()
  /// Open addressing over a power of two at most half full: an instance, or -1.
  private var slots: [Int32] = []
  /// By instance: where an entry with its key lies.
  private var keys: [Int] = []
  /// By instance: how many entries it has, then where they begin in `order`.
  private var starts: [Int] = []
  /// By entry, in the order of the file.
  private var offsets: [Int] = []
  private var owners: [Int32] = []
  /// Offsets of entries, instance by instance.
  private var order: [Int] = []

  init() {}

  /// How many instances the partition has.
  var instanceCount: Int { keys.count }

  /// Reads a partition; what was there is gone.
  mutating func load(
    _ partition: Int, of entries: PartitionedEntries
  ) throws(PostgresError) {
    try entries.read(partition, into: &buffer)
    offsets.removeAll(keepingCapacity: true)
    owners.removeAll(keepingCapacity: true)
    keys.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    for index in slots.indices { slots[index] = -1 }
    if slots.isEmpty { slots = Array(repeating: -1, count: 1024) }
    let bytes = UnsafeRawBufferPointer(buffer.bytes)
    var offset = 0
    while offset < bytes.count {
      guard let base = bytes.baseAddress else { break }
      let entry = EntryReader(base + offset)
      let owner = owner(of: entry, at: offset, in: base)
      offsets.append(offset)
      owners.append(Int32(truncatingIfNeeded: owner))
      starts[owner] += 1
      offset += entry.size
    }
    gather()
  }

  /// Turns counts into places and sorts the entries by them.
  private mutating func gather() {
    var next = 0
    for instance in starts.indices {
      let count = starts[instance]
      starts[instance] = next
      next += count
    }
    order.removeAll(keepingCapacity: true)
    order.append(contentsOf: repeatElement(0, count: offsets.count))
    for (index, offset) in offsets.enumerated() {
      let owner = Int(owners[index])
      order[starts[owner]] = offset
      starts[owner] += 1
    }
  }

  /// Hands over the entries of an instance, in the order of the file.
  func forEachEntry(of instance: Int, _ body: (inout EntryReader) throws -> Void) rethrows {
    // Filling moved each start to the start of the next.
    let first = instance == 0 ? 0 : starts[instance - 1]
    guard let base = buffer.bytes.baseAddress else { return }
    for index in first..<starts[instance] {
      var entry = EntryReader(UnsafeRawPointer(base) + order[index])
      try body(&entry)
    }
  }

  /// The key of an instance; valid until the next partition is read.
  func key(of instance: Int) -> UnsafeRawBufferPointer {
    guard let base = buffer.bytes.baseAddress else { return .empty }
    return EntryReader(UnsafeRawPointer(base) + keys[instance]).key
  }

  /// The place of an entry's instance; a new one where it is the first of its key.
  private mutating func owner(
    of entry: EntryReader, at offset: Int, in base: UnsafeRawPointer
  ) -> Int {
    let mask = slots.count - 1
    var slot = Int(entry.hash) & mask
    while slots[slot] >= 0 {
      let instance = Int(slots[slot])
      let known = EntryReader(base + keys[instance])
      if known.hash == entry.hash, known.key.count == entry.key.count,
        known.key.elementsEqual(entry.key)
      {
        return instance
      }
      slot = (slot + 1) & mask
    }
    slots[slot] = Int32(truncatingIfNeeded: keys.count)
    keys.append(offset)
    starts.append(0)
    if keys.count * 2 > slots.count { grow(base) }
    return keys.count - 1
  }

  private mutating func grow(_ base: UnsafeRawPointer) {
    slots = Array(repeating: -1, count: slots.count * 2)
    let mask = slots.count - 1
    for (instance, offset) in keys.enumerated() {
      var slot = Int(EntryReader(base + offset).hash) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(truncatingIfNeeded: instance)
    }
  }
}
