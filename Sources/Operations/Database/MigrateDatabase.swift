import CivilTime
import Documents
import Store

/// `db migrate|status`: brings the schema to what this binary needs, and says where it stands.
package struct MigrateDatabase: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// Applies what is missing, each migration in a transaction of its own.
  ///
  /// - Parameter applied: Told the name of each migration once it is committed.
  /// - Throws: `StoreError` when an applied text changed or the schema is newer than the binary.
  package func callAsFunction(applied: (String) -> Void) throws {
    let session = try workplace.openSession()
    try Migrations.apply(to: session, now: workplace.now(), applied: applied)
  }

  /// Every migration of this binary with the instant it was applied.
  package func status() throws -> Listing {
    let session = try workplace.openSession()
    let statuses = try Migrations.status(of: session)
    let missing = statuses.count { $0.appliedAt == nil }
    return Listing(
      "migrations", of: statuses,
      [
        ListedColumn("migration", .text) { .text($0.name) },
        ListedColumn("state", .text) { .text($0.appliedAt == nil ? "missing" : "applied") },
        ListedColumn("applied_at", .instant) { TableCell($0.appliedAt) },
      ],
      summary: missing == 0
        ? "the schema is up to date"
        : "\(counted(missing, "migration")) missing: run `settled db migrate`")
  }
}
