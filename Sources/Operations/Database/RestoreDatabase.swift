import Digests
import Documents
import Postgres
import Store

/// `db restore`: a backup into an empty database, all of it or nothing, and then the checks.
package struct RestoreDatabase: Sendable {
  /// One thing that was looked at after the restore.
  struct Check {
    let name: String
    let code: String
    let sentence: String

    var isGood: Bool { code == "ok" }
  }

  private let workplace: Workplace
  private let actor: String

  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// Restores, and computes seals and books again.
  ///
  /// Owner of everything is who restores; who else may read it is granted anew. Who restored what is
  /// the first event that the restored trail has beyond the backup's, unless the backup is of another
  /// release, which the check of the schema says.
  ///
  /// - Parameter digest: The SHA-256 that the file must have, 64 digits; nil for any.
  /// - Returns: What the checks say, and whether they found nothing.
  /// - Throws: `Refusal` `.conflict` where the database has a schema of ours already, `.badInput` for
  ///   a file that is no whole backup, `.verificationFailed` for one of another digest, `.failed`
  ///   where the server refuses it; then the database is as it was.
  package func callAsFunction(
    from path: String, digest: String? = nil
  ) throws -> (listing: Listing, isGood: Bool) {
    let restore = try DatabaseProgram("pg_restore")
    let found = try requireDigest(of: path, toBe: digest)
    try requireEmpty()
    let connection = try ProgramConnection(workplace.database)
    do {
      // Read to its end first: a broken file must not even begin.
      try restore.run(["--file=/dev/null", path], on: nil, cancelledBy: workplace.cancelSource)
    } catch let failure as DatabaseProgram.Failure {
      throw Refusal(
        .badInput, "backup_broken", "\(path) is no whole backup: \(failure.complaint)",
        remedy: "nothing was restored; take another copy, or the backup before")
    }
    do {
      try restore.run(
        ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", path],
        on: connection, cancelledBy: workplace.cancelSource)
    } catch let failure as DatabaseProgram.Failure {
      throw Refusal(
        .failed, "restore_failed", "\(path) was not restored: \(failure.complaint)",
        remedy: "the database is as it was; it must be empty and on a server of the same version or"
          + " a newer one, and the role must be allowed to create what the backup has")
    }
    let checks = try check(path, found)
    let findings = checks.count { !$0.isGood }
    return (
      Listing(
        "checks", of: checks,
        [
          ListedColumn("check", .text) { .text($0.name) },
          ListedColumn("code", .text) { .text($0.code) },
          ListedColumn("finding", .text) { .text($0.sentence) },
        ],
        summary: findings == 0
          ? "restored; every check is as it should be"
          : "restored, with \(counted(findings, "finding")): see `settled db check`,"
            + " `settled audit verify` and `settled ledger check`"), findings == 0
    )
  }

  /// - Returns: The SHA-256 that the file has.
  private func requireDigest(of path: String, toBe wanted: String?) throws -> SHA256Digest {
    let found = try FileDigest.read(path).digest
    guard let wanted else { return found }
    guard let digest = SHA256Digest(hex: wanted) else {
      throw Refusal(
        .usage, "digest_not_understood", "\(wanted) is not 64 hexadecimal digits",
        remedy: "give the sha256 that `settled db backup` printed")
    }
    if digest == found { return found }
    throw Refusal(
      .verificationFailed, "backup_differs", "\(path) has the SHA-256 \(found.hex)",
      remedy: "nothing was restored; it is not the file whose SHA-256 you kept")
  }

  private func requireEmpty() throws {
    let session = try workplace.openSession()
    let taken = try session.query(Query.Schema.listOurSchemas).map { $0.text(0) }
    if taken.isEmpty { return }
    throw Refusal(
      .conflict, "database_not_empty",
      "the database is not empty: it has \(taken.joined(separator: ", "))",
      remedy: "restore into a new one: createdb NAME, and name it with --database-url")
  }

  /// Notes the restore, and checks schema, seals and books of what was restored.
  private func check(_ path: String, _ digest: SHA256Digest) throws -> [Check] {
    let session = try workplace.openSession()
    // Without statistics the checks of a large database would take the wrong way through it.
    try session.query(Query.Schema.analyzeDatabase, within: .seconds(3600))
    do {
      try Migrations.check(session)
    } catch let error as StoreError {
      return [
        Check(name: "schema", code: error.code, sentence: "\(error.sentence); \(error.remedy)")
      ]
    }
    try session.query(Query.Rights.closeFunctions)
    try session.transaction { (tx: borrowing Transaction) in
      try Trail.note(
        "database_restored", of: "database", by: actor, at: workplace.now(),
        detail: "\(path), SHA-256 \(digest.hex)", in: tx)
    }
    let schema = Check(
      name: "schema", code: "ok",
      sentence: "\(counted(try Migrations.status(of: session).count, "migration")), unchanged")
    let (runs, findings) = try AuditSeals(workplace)()
    let seals = findings.map {
      Check(name: "audit", code: $0.code, sentence: "\($0.run) \($0.statement): \($0.sentence)")
    }
    // The journal was computed again among the seals.
    let flaws = try Ledger(workplace).accountFlaws().map {
      Check(
        name: "ledger", code: $0.code, sentence: "\($0.site.rawValue) \($0.number): \($0.sentence)")
    }
    return [schema]
      + (seals.isEmpty
        ? [
          Check(
            name: "audit", code: "ok", sentence: AuditSeals.listing([], runs: runs).summary)
        ] : seals)
      + (flaws.isEmpty
        ? [
          Check(
            name: "ledger", code: "ok",
            sentence: "accounts agree with statements, payouts and vouchers")
        ] : flaws)
  }
}
