import Foundation
import Testing

/// A database that one test makes for itself with Debian's client programs, and drops again.
struct ScratchDatabase {
  private let server: String
  private let name = "house_\(UUID().uuidString.prefix(8).lowercased())"

  /// Made on the server of `SETTLED_TEST_DATABASE_URL`, whose role may create databases.
  init() throws {
    server = try #require(
      ProcessInfo.processInfo.environment["SETTLED_TEST_DATABASE_URL"],
      "SETTLED_TEST_DATABASE_URL is not set: run the tests with .ci/test")
    let words = try program(
      "createdb", "--maintenance-db=\(server)", "--template=template0", "--encoding=UTF8", name)
    try #require(words == "", "\(words)")
  }

  func drop() {
    do {
      let words = try program("dropdb", "--maintenance-db=\(server)", "--force", name)
      #expect(words == "")
    } catch {
      Issue.record(error)
    }
  }

  /// Sends statements; returns what the server complained of, the empty text if nothing.
  func run(_ statements: String, inTransaction: Bool) throws -> String {
    let once = inTransaction ? ["--single-transaction"] : []
    return try program(
      "psql",
      ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-", "--dbname=\(address)"] + once,
      input: statements)
  }

  /// The address of the server with the name of this database in place of its own.
  private var address: String {
    guard server.contains("://") else { return "\(server) dbname=\(name)" }
    return server + (server.contains("?") ? "&" : "?") + "dbname=\(name)"
  }

  private func program(_ program: String, _ arguments: String...) throws -> String {
    try self.program(program, arguments, input: "")
  }

  /// Runs a program to its end; returns its standard error without notices.
  private func program(_ program: String, _ arguments: [String], input: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "PGOPTIONS": "-c client_min_messages=warning", "LC_ALL": "C", "PGCONNECT_TIMEOUT": "10",
    ]) { $1 }
    // From a file, not through a pipe: a program that ends early would take us with it.
    let statements = FileManager.default.temporaryDirectory
      .appending(path: "settled-\(UUID().uuidString).sql")
    try Data(input.utf8).write(to: statements)
    defer { try? FileManager.default.removeItem(at: statements) }
    let stderr = Pipe()
    process.standardInput = try FileHandle(forReadingFrom: statements)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = stderr
    try process.run()
    let words = try stderr.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let text = String(decoding: words, as: UTF8.self)
    return process.terminationStatus == 0 ? "" : text.isEmpty ? "\(program) failed" : text
  }
}
