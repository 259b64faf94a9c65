internal import Glibc
import Synchronization

/// A temporary file without a name that many writers append chunks to. It is gone with the process.
package final class ChunkFile: Sendable {
  private let file: UnnamedFile
  private let end = Atomic<Int>(0)

  /// Where a chunk lies in the file.
  package struct Chunk: Sendable {
    fileprivate let offset: Int
    /// Its bytes.
    package let count: Int
  }

  /// - Parameter folder: Where the file lives; it takes as much room as what is appended.
  /// - Throws: Class `askOperator` (`58030`) when there is no place for it.
  package init(in folder: String) throws(PostgresError) {
    file = try UnnamedFile(in: folder)
  }

  /// Appends bytes; chunks of several threads never overlap.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) -> Chunk {
    let offset = end.add(bytes.count, ordering: .relaxed).oldValue
    var done = 0
    while done < bytes.count {
      let count = pwrite(
        file.descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, offset + done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw UnnamedFile.failure("written") }
      done += count
    }
    return Chunk(offset: offset, count: bytes.count)
  }

  /// Reads a chunk again.
  package func read(_ chunk: Chunk, into target: UnsafeMutableRawBufferPointer)
    throws(PostgresError)
  {
    var done = 0
    while done < chunk.count {
      let count = pread(
        file.descriptor, target.baseAddress?.advanced(by: done), chunk.count - done,
        chunk.offset + done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw UnnamedFile.failure("read again") }
      done += count
    }
  }
}
