import Foundation
import Postgres

/// A program of PostgreSQL's own: `pg_dump` or `pg_restore`.
struct DatabaseProgram {
  /// It ended with another code than 0: the first thing it complained about, one sentence.
  struct Failure: Error {
    let complaint: String
  }

  private let name: String
  private let path: String

  /// The newest that is installed: an older one refuses a newer server.
  ///
  /// - Throws: `Refusal` `.configuration` when there is none.
  init(_ name: String) throws(Refusal) {
    let search = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let folders = Self.debianFolders() + search.split(separator: ":").map(String.init)
    let path = folders.map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
    guard let path else {
      throw Refusal(
        .configuration, "program_missing", "\(name) is not installed",
        remedy: "apt-get install postgresql-client, in the version of the server or a newer one")
    }
    self.name = name
    self.path = path
  }

  /// Debian keeps one folder a version; what lies on the path chooses among the clusters of this
  /// machine, and would set a port that the URL did not name.
  private static func debianFolders() -> [String] {
    let root = "/usr/lib/postgresql"
    guard FileManager.default.fileExists(atPath: root) else { return [] }
    do {
      let versions = try FileManager.default.contentsOfDirectory(atPath: root).compactMap {
        Int($0)
      }
      return versions.sorted(by: >).map { "\(root)/\($0)/bin" }
    } catch {
      // A folder that may not be read has no program that could be started.
      return []
    }
  }

  /// Runs it to its end.
  ///
  /// - Parameters:
  ///   - connection: Nil for what needs no database.
  ///   - cancelSource: Ends it early.
  /// - Throws: ``Failure``; `Refusal` `.cancelled`.
  func run(
    _ arguments: [String], on connection: ProgramConnection?, cancelledBy cancelSource: CancelSource
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments =
      (connection.map { ["--no-password", "--dbname", $0.words] } ?? []) + arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(connection?.environment ?? [:]) { $1 }
      .merging(["LC_ALL": "C.UTF-8"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    let talk = Self.listen(to: process, pipe.fileHandleForReading, cancelSource)
    process.waitUntilExit()
    if cancelSource.isCancelled {
      throw Refusal(
        .cancelled, "cancelled", "\(name) was stopped as asked; nothing of it stays",
        remedy: "start again when ready")
    }
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw Failure(complaint: complaint(in: talk, process))
    }
  }

  /// All it says until it ends.
  private static func listen(
    to process: Process, _ pipe: FileHandle, _ cancelSource: CancelSource
  ) -> String {
    var talk: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    var isStopped = false
    while true {
      if cancelSource.isCancelled, !isStopped {
        process.terminate()
        isStopped = true
      }
      var wanted = pollfd(fd: pipe.fileDescriptor, events: Int16(POLLIN), revents: 0)
      if poll(&wanted, 1, 100) <= 0 { continue }
      let count = read(pipe.fileDescriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      // Of a flood the beginning says why.
      if talk.count < 65_536 { talk += buffer[..<count] }
    }
    return String(decoding: talk, as: UTF8.self)
  }

  private func complaint(in talk: String, _ process: Process) -> String {
    let lines = talk.split(whereSeparator: \.isNewline).map(String.init)
    let first = lines.first { $0.contains("error: ") } ?? lines.first
    guard let first else {
      return process.terminationReason == .uncaughtSignal
        ? "\(name) was ended by signal \(process.terminationStatus)"
        : "\(name) ended with \(process.terminationStatus) and said nothing"
    }
    return first.withoutFullStop
  }
}
