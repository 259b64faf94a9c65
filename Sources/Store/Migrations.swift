import CivilTime
import Digests
import Postgres

/// The schema's way forward: checksummed texts, each applied once, in order, never edited.
package enum Migrations {
  /// A migration of this binary and whether the database has it.
  package struct Status: Sendable {
    package let name: String
    /// When it was applied; nil while it is missing.
    package let appliedAt: Instant?
  }

  /// Every migration of this binary with its state.
  ///
  /// - Throws: `StoreError` when an applied text changed or the schema is newer than the binary.
  package static func status(of session: borrowing Session) throws -> [Status] {
    guard try session.query(Query.Schema.findMigrationTable)[0].bool(0) else {
      return embeddedMigrations.map { Status(name: $0.name, appliedAt: nil) }
    }
    let rows = try session.query(Query.Schema.listMigrations)
    return try compare(rows)
  }

  /// Refuses a database this binary cannot work with, or a server that may lose commits.
  package static func check(_ session: borrowing Session) throws {
    try checkSettings(of: session)
    let statuses = try status(of: session)
    let missing = statuses.filter { $0.appliedAt == nil }.map(\.name)
    if missing.count == statuses.count { throw StoreError.notMigrated }
    if !missing.isEmpty { throw StoreError.behind(missing: missing) }
  }

  /// Applies what is missing, each migration in a transaction of its own under one lock.
  ///
  /// - Parameters:
  ///   - now: Recorded as the instant of application.
  ///   - applied: Told the name of each migration once it is committed.
  package static func apply(
    to session: borrowing Session, now: Instant, applied: (String) -> Void
  ) throws {
    try checkSettings(of: session)
    for migration in embeddedMigrations {
      let isNew = try session.transaction { (tx: borrowing Transaction) in
        try tx.query(Query.Schema.lockMigrations)
        if try tx.query(Query.Schema.findMigrationTable)[0].bool(0) {
          let known = try compare(try tx.query(Query.Schema.listMigrations))
          if known.contains(where: { $0.name == migration.name && $0.appliedAt != nil }) {
            return false
          }
        }
        try tx.run(script: SQL(name: migration.name, text: migration.text))
        try tx.query(
          Query.Schema.insertMigration,
          [
            .text(migration.name), .text(checksum(of: migration.text)),
            .timestamp(now.microseconds),
          ])
        return true
      }
      if isNew { applied(migration.name) }
    }
  }

  private static func checkSettings(of session: borrowing Session) throws {
    for row in try session.query(Query.Schema.listUnsafeSettings) {
      throw StoreError.unsafeSetting(
        name: row.text(0), value: row.text(1), wanted: row.text(2), why: row.text(3))
    }
  }

  private static func compare(_ rows: Rows) throws -> [Status] {
    var known: [String: (checksum: String, appliedAt: Instant)] = [:]
    for row in rows {
      known[row.text(0)] = (row.text(1), Instant(microseconds: row.microseconds(2)))
    }
    for name in known.keys.sorted() where !embeddedMigrations.contains(where: { $0.name == name }) {
      throw StoreError.newerSchema(name: name)
    }
    return try embeddedMigrations.map { migration in
      guard let applied = known[migration.name] else {
        return Status(name: migration.name, appliedAt: nil)
      }
      guard applied.checksum == checksum(of: migration.text) else {
        throw StoreError.migrationChanged(name: migration.name)
      }
      return Status(name: migration.name, appliedAt: applied.appliedAt)
    }
  }

  private static func checksum(of text: String) -> String {
    SHA256.digest(of: Array(text.utf8)).hex
  }
}
