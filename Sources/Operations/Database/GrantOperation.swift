import Documents
import Postgres
import Store

/// `db grant`: lets a role do what daemon and commands do, and nothing else.
package struct GrantOperation: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// Grants a role that exists what is needed, and takes every other right to our relations from it.
  /// Asked again it changes nothing.
  ///
  /// - Parameter mayImport: Whether it may also write the marketplace's tables.
  /// - Returns: What it may do then, one row.
  /// - Throws: `Refusal` `.notFound` for an unknown role, `.conflict` for one that owns the tables,
  ///   `.notPermitted` to somebody who does not own them; `StoreError` unless the schema is up to date.
  package func callAsFunction(to role: String, mayImport: Bool) throws -> Listing {
    let session = try workplace.openCheckedSession()
    guard !role.isEmpty, let found = try RoleRecord.find(role, in: session) else {
      throw Refusal(
        .notFound, "role_not_found", "the server has no role \(role)",
        remedy: "create it first: createuser \(role.isEmpty ? "NAME" : role)")
    }
    if found.isOwner {
      throw Refusal(
        .conflict, "role_owns_tables",
        "\(role) owns the tables, or is a member or superuser: no grant confines it",
        remedy: "create a role that is nothing else: createuser NAME")
    }
    let own = try RoleRecord.find("", in: session)
    guard let own, own.isOwner else {
      throw Refusal(
        .notPermitted, "not_the_owner", "only \(found.owner), who owns the tables, grants them",
        remedy: "name that role in --database-url")
    }
    try session.query(Query.Rights.grantOperation, [.text(role), .bool(mayImport)])
    let counts = try session.query(Query.Rights.countRights)[0]
    let difference = try RightsDifference.list(of: role, in: session)
    return Listing(
      "rights", of: [found],
      [
        ListedColumn("role", .text) { .text($0.name) },
        ListedColumn("relations", .integer) { _ in .integer(counts.int64(0)) },
        ListedColumn("append_only", .integer) { _ in .integer(counts.int64(1)) },
        ListedColumn("changed", .integer) { _ in .integer(counts.int64(2)) },
        ListedColumn("imports", .text) { _ in .text(mayImport ? "yes" : "no") },
        ListedColumn("temporary", .text) { .text($0.mayMakeTemporary ? "yes" : "no") },
      ], summary: Self.summary(of: found, difference))
  }

  private static func summary(of role: RoleRecord, _ difference: [RightsDifference]) -> String {
    if !role.mayMakeTemporary { return "still needed: \(role.temporaryRemedy)" }
    guard let first = difference.first else {
      return "granted; name the role in the URL of daemon and commands, and keep the owner's for"
        + " `settled db migrate`, `db grant` and `db restore`"
    }
    return first.isExcess
      ? "granted; by another role it still has \(first.words)"
      : "granted, and it still lacks \(first.words)"
  }
}

/// What a role is to our tables.
struct RoleRecord {
  let name: String
  /// Owner, member of the owner's role, or superuser.
  let isOwner: Bool
  let owner: String
  let mayMakeTemporary: Bool
  /// The statement by which it comes by the right to make temporary tables.
  let temporaryRemedy: String

  /// - Parameter name: Empty for the role of the session.
  /// - Returns: Nil when the server has no such role.
  static func find(_ name: String, in session: borrowing Session) throws -> RoleRecord? {
    try session.query(Query.Rights.findRole, [.text(name)]).first.map {
      RoleRecord(
        name: $0.text(0), isOwner: $0.bool(1), owner: $0.text(2), mayMakeTemporary: $0.bool(3),
        temporaryRemedy: $0.text(4))
    }
  }
}

/// One right by which a role differs from who operates.
struct RightsDifference {
  /// As in GRANT: `UPDATE ON settlement.journal_entry`.
  let words: String
  /// It has it and needs it not; otherwise it lacks it.
  let isExcess: Bool

  /// - Parameter role: Empty for the role of the session.
  /// - Returns: What lacks first.
  static func list(
    of role: String, in session: borrowing Session
  ) throws -> [RightsDifference] {
    try session.query(Query.Rights.listDifferences, [.text(role)]).map {
      RightsDifference(words: $0.text(0), isExcess: $0.bool(1))
    }
  }
}

extension Diagnose {
  /// Whether the role of the session could do more than it needs, or less.
  func rights(_ session: borrowing Session) throws -> [Diagnosis] {
    guard let role = try RoleRecord.find("", in: session) else { return [] }
    var findings: [Diagnosis] = []
    if !role.mayMakeTemporary {
      findings.append(
        Diagnosis(
          subject: "role", verdict: .missing,
          sentence: "\(role.name) may make no temporary tables, which a plan and an import need",
          remedy: role.temporaryRemedy))
    }
    if role.isOwner {
      return findings + [
        Diagnosis(
          subject: "role", verdict: .note,
          sentence: "\(role.name) owns the tables: it could turn off what keeps sealed months",
          remedy: "work as another role: createuser NAME, then `settled db grant --role NAME`")
      ]
    }
    let difference = try RightsDifference.list(of: "", in: session)
    findings += difference.prefix(3).map {
      Diagnosis(
        subject: "role", verdict: $0.isExcess ? .note : .missing,
        sentence: $0.isExcess
          ? "\(role.name) has \($0.words) and needs it not" : "\(role.name) lacks \($0.words)",
        remedy: "let \(role.owner) run `settled db grant --role \(role.name)`"
          + ($0.isExcess ? ", and see what it is a member of" : ""))
    }
    guard findings.isEmpty else { return findings }
    let counts = try session.query(Query.Rights.countRights)[0]
    return [
      ok(
        "role",
        "\(role.name) is confined: it owns nothing, and only adds to \(counts.int64(1)) tables")
    ]
  }
}
