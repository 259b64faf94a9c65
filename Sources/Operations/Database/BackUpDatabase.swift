import Digests
import Documents
import Foundation
import Postgres
import Store

/// `db backup`: the whole database as one file, as it was at one instant.
package struct BackUpDatabase: Sendable {
  private let workplace: Workplace
  private let actor: String

  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// Writes the file beside its place, reads it back, and moves it there: it is whole or absent.
  /// Nobody else may read it. What is planned or sealed meanwhile is not hindered.
  ///
  /// The trail has who took it, where the schema is that of this release and the role may write; a
  /// backup is not given up because it cannot be noted.
  ///
  /// - Returns: The file, its length and its SHA-256; the summary says where it is not on record.
  /// - Throws: `Refusal` `.failed` where the file cannot be written, `.configuration` without
  ///   `pg_dump`, `.cancelled`; `StoreError.notMigrated` for a database without a schema of ours.
  package func callAsFunction(to path: String) throws -> Listing {
    let dump = try DatabaseProgram("pg_dump")
    let read = try DatabaseProgram("pg_restore")
    try requireOurs()
    let connection = try ProgramConnection(workplace.database)
    let file = try WholeFile(at: path, mode: 0o600)
    do {
      try dump.run(
        ["--format=custom", "--file", file.draft], on: connection,
        cancelledBy: workplace.cancelSource)
      try read.run(
        ["--file=/dev/null", file.draft], on: nil, cancelledBy: workplace.cancelSource)
      let (bytes, digest) = try FileDigest.read(file.draft)
      try file.moveInPlace()
      let obstacle = try note(path, bytes, digest)
      return Listing(
        "backup", of: [path],
        [
          ListedColumn("file", .text) { .text($0) },
          ListedColumn("bytes", .integer) { _ in .integer(bytes) },
          ListedColumn("sha256", .text) { _ in .text(digest.hex) },
        ],
        summary: "read back whole; keep it, and the SHA-256 elsewhere"
          + (obstacle.map { "; not on record: \($0)" } ?? ""))
    } catch let failure as DatabaseProgram.Failure {
      file.remove()
      throw Refusal(
        .failed, "backup_failed", "\(path) was not written: \(failure.complaint)",
        remedy: "nothing is left of it; see that the folder has room, that the role may read every"
          + " table, and that pg_dump is not older than the server")
    } catch {
      file.remove()
      throw error
    }
  }

  /// Writes the event.
  ///
  /// - Returns: Why it could not be written; nil when it was.
  private func note(_ path: String, _ bytes: Int64, _ digest: SHA256Digest) throws -> String? {
    do {
      let session = try workplace.openCheckedSession()
      try session.transaction { (tx: borrowing Transaction) in
        try Trail.note(
          "database_backed_up", of: "database", by: actor, at: workplace.now(),
          detail: "\(path), \(bytes) bytes, SHA-256 \(digest.hex)", in: tx)
      }
      return nil
    } catch let error as StoreError {
      return error.sentence.withoutFullStop
    } catch let error as PostgresError {
      return error.message
    }
  }

  private func requireOurs() throws {
    let session = try workplace.openSession()
    guard try session.query(Query.Schema.findMigrationTable)[0].bool(0) else {
      throw StoreError.notMigrated
    }
  }
}

/// The SHA-256 of a file of any length.
enum FileDigest {
  /// - Throws: `Refusal` `.notFound` or `.failed` when it cannot be read.
  static func read(_ path: String) throws(Refusal) -> (bytes: Int64, digest: SHA256Digest) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw unreadable(path) }
    defer { close(descriptor) }
    var digest = SHA256()
    var total: Int64 = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw unreadable(path) }
      if count == 0 { return (total, digest.finish()) }
      buffer.withUnsafeBytes { digest.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      total += Int64(count)
    }
  }

  private static func unreadable(_ path: String) -> Refusal {
    let reason = errno
    return Refusal(
      reason == ENOENT ? .notFound : .failed, "file_not_readable",
      "\(path) cannot be read: \(String(cString: strerror(reason)))",
      remedy: "name a file that `settled db backup` wrote and that you may read")
  }
}
