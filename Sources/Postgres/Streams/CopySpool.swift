internal import Glibc

/// Rows of a COPY put aside in a temporary file, to be read a second time without asking the server
/// again. The file has no name, so it is gone with the process.
package struct CopySpool: ~Copyable, Sendable {
  /// Rows put aside.
  package private(set) var rowCount = 0
  private let file: UnnamedFile
  private var buffer: [UInt8] = []
  private var columns: CopyColumns?
  /// Large enough that a system call a portion costs nothing.
  private static let portion = 256 * 1024

  /// - Parameter folder: Where the file lives; it takes as much room as the rows.
  /// - Throws: Class ``ErrorClass/askOperator`` (`58030`) when there is no place for it.
  package init(in folder: String) throws(PostgresError) {
    file = try UnnamedFile(in: folder)
  }

  /// Puts a row aside whole, whatever was read of it.
  package mutating func append(_ row: borrowing CopyRow) throws(PostgresError) {
    columns = row.columns
    let fields = row.allBytes
    withUnsafeBytes(of: UInt32(fields.count + 2)) { buffer.append(contentsOf: $0) }
    withUnsafeBytes(of: Int16(row.fieldCount).bigEndian) { buffer.append(contentsOf: $0) }
    buffer.append(contentsOf: fields)
    rowCount += 1
    if buffer.count >= Self.portion { try flush() }
  }

  /// Hands every row over again, in the order they were put aside.
  package mutating func replay(_ row: (inout CopyRow) throws -> Void) throws {
    guard let columns else { return }
    try flush()
    guard lseek(file.descriptor, 0, SEEK_SET) == 0 else { throw UnnamedFile.failure("read again") }
    var kept = 0
    var input = [UInt8](repeating: 0, count: Self.portion)
    while true {
      let capacity = input.count
      let count = input.withUnsafeMutableBytes { bytes in
        read(file.descriptor, bytes.baseAddress?.advanced(by: kept), capacity - kept)
      }
      guard count >= 0 else { throw UnnamedFile.failure("read again") }
      if count == 0 { break }
      let used = try input.withUnsafeBytes { bytes in
        try Self.handOver(UnsafeRawBufferPointer(rebasing: bytes[0..<(kept + count)]), columns, row)
      }
      kept += count - used
      input.replaceSubrange(0..<kept, with: input[used..<(used + kept)])
      // A row longer than a portion needs a longer one.
      if kept == input.count { input.append(contentsOf: [UInt8](repeating: 0, count: kept)) }
    }
    precondition(kept == 0, "the spool ends within a row")
  }

  /// Hands over the whole rows at the start of some bytes.
  ///
  /// - Returns: How many bytes they took.
  private static func handOver(
    _ bytes: UnsafeRawBufferPointer, _ columns: CopyColumns, _ row: (inout CopyRow) throws -> Void
  ) throws -> Int {
    var offset = 0
    while bytes.count - offset >= 4 {
      let length = Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      guard bytes.count - offset - 4 >= length else { break }
      let start = offset + 4
      var current = try CopyRow(
        UnsafeRawBufferPointer(rebasing: bytes[start..<(start + length)]), columns)
      try row(&current)
      offset = start + length
    }
    return offset
  }

  private mutating func flush() throws(PostgresError) {
    var offset = 0
    while offset < buffer.count {
      let count = buffer.withUnsafeBytes { bytes in
        write(file.descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw UnnamedFile.failure("written") }
      offset += count
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
