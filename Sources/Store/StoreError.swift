/// What the database holds is not what this binary can work with.
package enum StoreError: Error, Sendable, Equatable {
  /// The schema has no migrations yet.
  case notMigrated
  /// Migrations of this binary are missing in the database.
  case behind(missing: [String])
  /// The text of an applied migration is not the one that was applied.
  case migrationChanged(name: String)
  /// The database was migrated by a newer binary.
  case newerSchema(name: String)
  /// The server may lose what it confirmed.
  case unsafeSetting(name: String, value: String, wanted: String, why: String)
  /// A catalogue row cannot be used: place, what is wrong, remedy.
  case catalogue(place: String, detail: String, remedy: String)

  /// A stable name for scripts.
  package var code: String {
    switch self {
    case .notMigrated: "not_migrated"
    case .behind: "schema_behind"
    case .migrationChanged: "migration_changed"
    case .newerSchema: "newer_schema"
    case .unsafeSetting: "unsafe_setting"
    case .catalogue: "bad_catalogue"
    }
  }

  /// What happened, one sentence with the values.
  package var sentence: String {
    switch self {
    case .notMigrated: "the database has no settled schema"
    case .behind(let missing): "the database lacks \(missing.joined(separator: ", "))"
    case .migrationChanged(let name): "migration \(name) was applied with another text"
    case .newerSchema(let name):
      "the database has migration \(name), which this binary does not know"
    case .unsafeSetting(let name, let value, let wanted, let why):
      "the server runs with \(name) = \(value) instead of \(wanted): \(why)"
    case .catalogue(let place, let detail, _): "\(place): \(detail)"
    }
  }

  /// What the reader can do.
  package var remedy: String {
    switch self {
    case .notMigrated, .behind: "run `settled db migrate`"
    case .migrationChanged: "restore the file as released; changes need a migration of their own"
    case .newerSchema: "use the newer settled; schemas only move forward"
    case .unsafeSetting(let name, _, let wanted, _):
      "set \(name) = \(wanted) in postgresql.conf and restart the server"
    case .catalogue(_, _, let remedy): remedy
    }
  }
}
