import Foundation
import Postgres
import TestKit

/// A PostgreSQL that one test makes for itself, kills as it likes, and removes. Its data are durable
/// as those of a server in production.
final class OwnServer {
  /// Where what is made on it is found.
  let url: String
  let folder: URL
  private static let programs = "/usr/lib/postgresql/15/bin"
  private static let isRoot = geteuid() == 0
  /// Where what is written ahead lies; nil where everything else does.
  private let journal: SmallDisk?

  /// - Parameter journal: Takes what is written ahead, in segments of 1 MiB.
  init(journal: SmallDisk? = nil) throws {
    self.journal = journal
    folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-own-\(UUID().uuidString.prefix(8).lowercased())")
    url = "postgresql://settled@/postgres?host=\(folder.path)"
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    // PostgreSQL refuses to run as root.
    if Self.isRoot { try Tool.run("chown", ["postgres:", folder.path]) }
    try own("chmod", ["0700", folder.path])
    try own(
      "\(Self.programs)/initdb",
      [
        "--pgdata", data, "--username=settled", "--auth=trust", "--encoding=UTF8", "--locale=C",
        "--data-checksums", "--no-sync",
      ] + (try journal.map { try Self.taking($0) } ?? []))
    try start()
  }

  private static func taking(_ journal: SmallDisk) throws -> [String] {
    let place = "\(journal.path)/journal"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
    if isRoot { try Tool.run("chown", ["postgres:", journal.path, place]) }
    return ["--waldir", place, "--wal-segsize=1"]
  }

  deinit {
    do {
      try own("\(Self.programs)/pg_ctl", ["stop", "--pgdata", data, "--mode=immediate", "--wait"])
    } catch {
      print("\(folder.path): \(error)")
    }
    try? FileManager.default.removeItem(at: folder)
  }

  private var data: String { folder.appending(path: "data").path }

  /// Runs a program as the owner of the server, without the files that are open here: whoever starts
  /// it waits until nobody has them any more, and a server would keep them.
  func own(_ program: String, _ arguments: [String]) throws {
    let closing = """
      for fd in /proc/$$/fd/*; do fd=${fd##*/}; if ((fd > 2)); then exec {fd}>&-; fi; done; exec "$@"
      """
    let words = ["-c", closing, "bash", program] + arguments
    if Self.isRoot {
      try Tool.run("runuser", ["-u", "postgres", "--", "bash"] + words)
    } else {
      try Tool.run("bash", words)
    }
  }

  /// Starts it, and waits until it has recovered.
  func start() throws {
    let settings =
      [
        "listen_addresses=", "unix_socket_directories=\(folder.path)", "max_connections=40",
        "shared_buffers=32MB", "timezone=UTC",
      ] + (journal == nil ? [] : ["min_wal_size=2MB", "max_wal_size=8MB"])
    do {
      try startWith(settings)
    } catch {
      let log = try String(contentsOf: folder.appending(path: "log"), encoding: .utf8)
      throw UnexpectedEnd(status: -1, said: "did not start: \(log.suffix(800))")
    }
  }

  private func startWith(_ settings: [String]) throws {
    try own(
      "\(Self.programs)/pg_ctl",
      [
        "start", "--pgdata", data, "--log", folder.appending(path: "log").path, "--wait",
        "--options",
        settings.map { "-c \($0)" }.joined(separator: " "),
      ])
  }

  /// Kills its first process and then all others, as a machine does that goes down.
  func kill() throws {
    let path = "\(data)/postmaster.pid"
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    guard let first = lines.first.flatMap({ Int32($0) }) else {
      throw UnexpectedEnd(status: -1, said: "\(path) names no process")
    }
    let others = try Self.children(of: first)
    for process in [first] + others { Foundation.kill(process, SIGKILL) }
    let deadline = ContinuousClock.now + .seconds(20)
    while !([first] + others).allSatisfy(Self.isGone) {
      if ContinuousClock.now > deadline {
        throw UnexpectedEnd(status: -1, said: "the processes of \(folder.path) did not die")
      }
      usleep(1_000)
    }
    // Its number may be taken, or kept by whoever should have asked for its end.
    for left in [path, folder.appending(path: ".s.PGSQL.5432.lock").path] {
      try FileManager.default.removeItem(atPath: left)
    }
  }

  /// Waits until it has given up by itself.
  func awaitEnd() throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while FileManager.default.fileExists(atPath: "\(data)/postmaster.pid") {
      if ContinuousClock.now > deadline {
        throw UnexpectedEnd(status: -1, said: "\(folder.path) goes on")
      }
      usleep(20_000)
    }
  }

  private static func children(of parent: Int32) throws -> [Int32] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }.filter {
      state(of: $0)?.parent == parent
    }
  }

  private static func isGone(_ process: Int32) -> Bool {
    state(of: process).map { $0.letter == "Z" || $0.letter == "X" } ?? true
  }

  /// The state and the parent of a process; nil once it is no more.
  private static func state(of process: Int32) -> (letter: Substring, parent: Int32)? {
    guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = stat.lastIndex(of: ")")
    else { return nil }
    let fields = stat[end...].dropFirst(2).split(separator: " ")
    guard fields.count > 1, let parent = Int32(fields[1]) else { return nil }
    return (fields[0], parent)
  }
}
