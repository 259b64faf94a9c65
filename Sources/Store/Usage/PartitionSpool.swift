import Postgres

/// Puts entries aside by partition: each partition has a buffer, and full ones go to a file.
///
/// Entries of one instance are of one partition, so that each can be rated by itself and memory
/// does not grow with the number of records.
struct PartitionWriter: ~Copyable {
  private let file: ChunkFile
  private let capacity: Int
  private let buffers: UnsafeMutableRawBufferPointer
  private var used: [Int]
  /// What is in the file, by partition.
  private(set) var chunks: [[ChunkFile.Chunk]]

  /// All buffers of all writers together.
  private static let budget = 8 << 20
  /// No entry is longer: two keys of 512 bytes and the numbers.
  static let longestEntry = 4096

  init(file: ChunkFile, partitions: Int, writers: Int) {
    self.file = file
    capacity = min(max(Self.budget / (partitions * writers), Self.longestEntry), 64 << 10)
    buffers = .allocate(byteCount: capacity * partitions, alignment: 16)
    used = Array(repeating: 0, count: partitions)
    chunks = Array(repeating: [], count: partitions)
  }

  deinit { buffers.deallocate() }

  /// Room for one entry behind those before it; the caller fills all of it.
  @inline(__always)
  mutating func reserve(
    _ size: Int, in partition: Int
  ) throws(PostgresError) -> UnsafeMutableRawPointer {
    if capacity - used[partition] < size { try flush(partition) }
    precondition(size <= capacity, "an entry of \(size) bytes")
    guard let base = buffers.baseAddress else { preconditionFailure("a writer without a buffer") }
    let start = base + (partition * capacity + used[partition])
    used[partition] &+= size
    return start
  }

  /// Writes what is left; `chunks` are complete then.
  mutating func finish() throws(PostgresError) {
    for partition in used.indices { try flush(partition) }
  }

  private mutating func flush(_ partition: Int) throws(PostgresError) {
    if used[partition] == 0 { return }
    let start = partition * capacity
    let chunk = try file.append(
      UnsafeRawBufferPointer(rebasing: buffers[start..<(start + used[partition])]))
    chunks[partition].append(chunk)
    used[partition] = 0
  }
}

/// All that was put aside, by partition.
struct PartitionedEntries: Sendable {
  let file: ChunkFile
  /// By partition.
  private(set) var chunks: [[ChunkFile.Chunk]]

  init(file: ChunkFile, partitions: Int) {
    self.file = file
    chunks = Array(repeating: [], count: partitions)
  }

  /// Adds what one writer has put aside.
  mutating func add(_ more: [[ChunkFile.Chunk]]) {
    for partition in chunks.indices { chunks[partition] += more[partition] }
  }

  /// Reads a partition into a buffer that grows with the longest one.
  func read(
    _ partition: Int, into buffer: inout EntryBuffer
  ) throws(PostgresError) {
    let size = chunks[partition].reduce(0) { $0 + $1.count }
    buffer.prepare(size)
    var offset = 0
    for chunk in chunks[partition] {
      try file.read(
        chunk,
        into: UnsafeMutableRawBufferPointer(
          rebasing: buffer.bytes[offset..<(offset + chunk.count)]))
      offset += chunk.count
    }
  }
}

/// The bytes of one partition.
struct EntryBuffer: ~Copyable {
  private var storage = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)
  private var count = 0

  init() {}

  deinit { storage.deallocate() }

  /// What was read last.
  var bytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: storage[0..<count])
  }

  /// Makes room for a partition; what was there is gone.
  mutating func prepare(_ size: Int) {
    count = size
    if size <= storage.count { return }
    storage.deallocate()
    storage = .allocate(byteCount: size + size / 4, alignment: 16)
  }
}
