import Foundation
import Postgres
import Testing

/// `settled db backup|restore`: two sealed months on the way to a file and back.
struct BackupTests {
  private let months = ["202610", "202611"]

  /// A folder that goes with the test.
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private func seal(_ month: String, at settled: Command) throws {
    let run = "RUN-\(month)-cn-1"
    for arguments in [
      ["run", "plan", "--period", month, "--site", "cn", "--as", "ann"],
      ["run", "submit", run, "--as", "ann"],
      ["exception", "acknowledge", "--run", run, "--all", "--reason", "known", "--as", "bea"],
      ["run", "approve", run, "--as", "bea"], ["run", "seal", run, "--as", "bea"],
      ["invoice", "issue", run, "--as", "ann"],
    ] {
      let outcome = try settled.run(arguments)
      #expect([0, 3, 5].contains(outcome.code), "\(arguments): \(outcome.err)")
    }
    #expect(try settled("run", "show", run, "--json").object()["state"] as? String == "sealed")
  }

  /// Everything that two databases of the same months must say alike.
  private func answers(of settled: Command) throws -> [String] {
    var questions = [
      ["run", "list", "--format", "csv"], ["audit", "head", "--format", "csv"],
      ["audit", "verify", "--format", "csv"], ["ledger", "check", "--format", "csv"],
      ["db", "status", "--format", "csv"], ["invoice", "list", "--format", "csv"],
    ]
    for month in months {
      questions += [
        ["export", "statements", "--period", month], ["export", "lines", "--period", month],
        ["ledger", "journal", "--period", month, "--format", "csv"],
      ]
    }
    return try questions.map { question in
      let outcome = try settled.run(question)
      #expect(outcome.code == 0, "\(question): \(outcome.err)")
      return "\(question)\n\(outcome.out)"
    }
  }

  private func rules(of database: CommandDatabase) throws -> [String] {
    try database.session().query(Statements.enforcedRules).map { $0.text(0) }
  }

  @Test("a restored database says the same as the one that was backed up, and goes on")
  func roundTrip() throws {
    let original = try CommandDatabase("backup")
    for month in months { try seal(month, at: original.settled) }
    try withFolder { folder in
      let path = folder.appending(path: "month.backup").path
      let backup = try original.settled("db", "backup", path, "--as", "ann", "--json")
      #expect(backup.code == 0, "\(backup.err)")
      let told = try #require(try backup.json() as? [[String: Any]]).first
      let digest = try #require(told?["sha256"] as? String)
      #expect(told?["file"] as? String == path)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["month.backup"])
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o600)

      let restored = try CommandDatabase("restored", isMigrated: false)
      let outcome = try restored.settled(
        "db", "restore", path, "--sha256", digest, "--as", "bea", "--json")
      #expect(outcome.code == 0, "\(outcome.err)")
      let checks = try #require(try outcome.json() as? [[String: String]])
      #expect(checks.map { $0["check"] } == ["schema", "audit", "ledger"])
      #expect(checks.map { $0["code"] } == ["ok", "ok", "ok"])
      #expect(checks[1]["finding"] == "2 sealed runs: as signed")
      // The backup was taken before it was noted; the restored trail goes on from there.
      #expect(try newestEvent(of: original) == ["ann", "database_backed_up", digest])
      #expect(try newestEvent(of: restored) == ["bea", "database_restored", digest])

      #expect(try answers(of: restored.settled) == answers(of: original.settled))
      #expect(try rules(of: restored) == rules(of: original))
      // What may not change may still not, and the next month follows the last.
      #expect(throws: PostgresError.self) { try restored.run(Statements.changeSealed) }
      try seal("202612", at: restored.settled)
      #expect(try restored.settled("audit", "verify").code == 0)
      #expect(try restored.settled("ledger", "check").code == 0)
    }
  }

  /// Who did what to the database at last, and the digest that is named.
  private func newestEvent(of database: CommandDatabase) throws -> [String] {
    let events = try database.settled("audit", "list", "--limit", "1", "--json")
    let event = try #require(try events.json() as? [[String: Any]]).first
    let detail = try #require(event?["detail"] as? String)
    return [event?["actor"] as? String ?? "", event?["action"] as? String ?? ""]
      + [String(detail.suffix(64))]
  }

  @Test("a backup by a role that may only read is whole, and says that it is not on record")
  func readOnly() throws {
    let database = try CommandDatabase("backup_read_only")
    let role = "settled_reader_\(ProcessInfo.processInfo.processIdentifier)"
    try database.run(Statements.createReader(role))
    defer { try? database.run(Statements.dropReader(role)) }
    try withFolder { folder in
      let url = try #require(database.settled.databaseURL)
      let reader = Command(
        databaseURL: url + (url.contains("?") ? "&" : "?")
          + "options=-c%20role%3D\(role)")
      let path = folder.appending(path: "month.backup").path
      let outcome = try reader("db", "backup", path)
      #expect(outcome.code == 0, "\(outcome.err)")
      #expect((outcome.out + outcome.err).contains("not on record: "), "\(outcome)")
      #expect(FileManager.default.fileExists(atPath: path))
      let events = try database.settled("audit", "list", "--format", "csv")
      #expect(!events.out.contains("database_backed_up"))
    }
  }

  @Test("what is wrong in the backup is found after the restore, with 9")
  func tampered() throws {
    let original = try CommandDatabase("backup_tampered")
    try seal(months[0], at: original.settled)
    try original.run(Statements.tamper)
    try withFolder { folder in
      let path = folder.appending(path: "month.backup").path
      #expect(try original.settled("db", "backup", path).code == 0)
      let restored = try CommandDatabase("restored_tampered", isMigrated: false)
      let outcome = try restored.settled("db", "restore", path, "--format", "csv")
      #expect(outcome.code == 9, "\(outcome.err)")
      #expect(outcome.out.contains("audit,statement_differs,RUN-202610-cn-1 "), "\(outcome.out)")
      // Each flaw of the journal is told once.
      let told = outcome.out.components(separatedBy: "\r\n")
      #expect(
        told.filter { $0.contains("the entry is not the one that was posted") }.count == 1,
        "\(outcome.out)")
      #expect(told.filter { $0.contains("batch_changed") }.count == 1, "\(outcome.out)")
    }
  }

  @Test("a broken file, another file and a database in use are refused and change nothing")
  func refusedRestores() throws {
    let original = try CommandDatabase("backup_refused")
    try withFolder { folder in
      let path = folder.appending(path: "whole").path
      let backup = try original.settled("db", "backup", path, "--json")
      let told = try #require(try backup.json() as? [[String: Any]]).first
      let digest = try #require(told?["sha256"] as? String)
      let taken = try original.settled("db", "restore", path)
      #expect(taken.code == 6)
      #expect(
        taken.err
          == "error: the database is not empty: it has marketplace, scratch, settlement\n"
          + "  restore into a new one: createdb NAME, and name it with --database-url\n")

      let empty = try CommandDatabase("restore_refused", isMigrated: false)
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      for length in [0, 100, bytes.count / 2, bytes.count - 1] {
        let broken = folder.appending(path: "broken")
        try bytes.prefix(length).write(to: broken)
        let outcome = try empty.settled("db", "restore", broken.path)
        #expect(outcome.code == 65, "\(length): \(outcome.err)")
        #expect(outcome.err.hasPrefix("error: \(broken.path) is no whole backup: "))
      }
      #expect(try empty.settled("db", "restore", folder.appending(path: "none").path).code == 5)

      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(fileURLWithPath: path))
      let other = try empty.settled("db", "restore", path, "--sha256", digest)
      #expect(other.code == 9, "\(other.err)")
      #expect(try empty.settled("db", "restore", path, "--sha256", "12").code == 64)
      #expect(try empty.session().query(Statements.countSchemas)[0].int64(0) == 0)
    }
  }

  @Test("a backup that cannot be written leaves nothing, and no password is told")
  func refusedBackups() throws {
    let database = try CommandDatabase("backup_unwritable")
    try withFolder { folder in
      let missing = folder.appending(path: "none/month.backup").path
      let nowhere = try database.settled("db", "backup", missing)
      #expect(nowhere.code == 1)
      #expect(
        nowhere.err
          == "error: \(missing) cannot be written: No such file or directory\n"
          + "  name a folder that you may write to and that has room\n")

      // As on a full disk: no file may grow beyond 16 KiB.
      let full = folder.appending(path: "month.backup").path
      let small = try database.settled.run(["db", "backup", full], fileBlocks: 16)
      #expect(small.code == 1, "\(small.err)")
      #expect(small.err.hasPrefix("error: \(full) was not written: pg_dump"), "\(small.err)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])

      let url = try #require(database.settled.databaseURL)
      let secret = Command(databaseURL: url.replacing("settled@", with: "settled:geheim@"))
      let told = try secret("db", "backup", full)
      #expect(told.code == 0, "\(told.err)")
      #expect(!(told.out + told.err).contains("geheim"))
      let lost = Command(databaseURL: "postgresql://settled:geheim@127.0.0.1:1/none")
      let unreachable = try lost("db", "backup", full)
      #expect(unreachable.code == 69)
      #expect(!unreachable.err.contains("geheim"))
      let bare = try CommandDatabase("backup_bare", isMigrated: false)
      #expect(try bare.settled("db", "backup", full).code == 78)
    }
  }

  @Test("the database is named by a file, too, and one without it exits with 78")
  func addressFile() throws {
    let database = try CommandDatabase("address_file")
    try withFolder { folder in
      let file = folder.appending(path: "url")
      let url = try #require(database.settled.databaseURL)
      try Data("\(url)\n".utf8).write(to: file)
      #expect(try Command()("db", "status", "--database-url-file", file.path).code == 0)
      try Data("\n".utf8).write(to: file)
      let empty = try Command()("db", "status", "--database-url-file", file.path)
      #expect(empty.code == 78)
      #expect(empty.err.hasPrefix("error: \(file.path) has no database's URL in it\n"))
      let both = try Command()(
        "db", "status", "--database-url-file", file.path, "--database-url", url)
      #expect(both.code == 64)
    }
  }
}
