import Foundation

/// The built binary, run as a person or a script runs it.
struct Command {
  /// What came of one call.
  struct Outcome {
    let code: Int32
    let out: String
    let err: String

    /// What a program would read from stdout.
    func json() throws -> Any { try JSONSerialization.jsonObject(with: Data(out.utf8)) }

    func object() throws -> [String: Any] {
      guard let object = try json() as? [String: Any] else { throw NotAnObject(text: out) }
      return object
    }
  }

  struct NotAnObject: Error {
    let text: String
  }

  /// Names the database in the environment; nil leaves it out.
  var databaseURL: String?
  /// Key and certificates that sign documents; nil where nobody does.
  var signer: String?
  /// Whatever else the environment has.
  var variables: [String: String] = [:]
  /// Where a time-stamping authority is; nil where there is none.
  var authority: String?
  /// The root of it; nil to take it as it is.
  var trust: String?

  func callAsFunction(_ arguments: String...) throws -> Outcome {
    try run(arguments)
  }

  /// - Parameters:
  ///   - database: Where the command will wait for a lock; then it gets Ctrl-C.
  ///   - fileBlocks: How many KiB a file may have, as if the disk were full beyond; nil for any.
  ///   - isStdoutFull: Whether stdout goes to a disk that takes nothing.
  func run(
    _ arguments: [String], interruptedOnceWaitingIn database: CommandDatabase? = nil,
    fileBlocks: Int? = nil, isStdoutFull: Bool = false
  ) throws -> Outcome {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files, not pipes: neither can fill up while the other is read.
    let out = folder.appending(path: "out")
    let err = folder.appending(path: "err")
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    if let fileBlocks {
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments =
        ["-c", "ulimit -f \(fileBlocks) && exec \"$0\" \"$@\"", Self.executable.path] + arguments
    }
    if isStdoutFull {
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments =
        ["-c", "exec \"$0\" \"$@\" > /dev/full", Self.executable.path] + arguments
    }
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try Self.newFile(out)
    process.standardError = try Self.newFile(err)
    try process.run()
    if let database {
      try database.awaitWaitingSession()
      process.interrupt()
    }
    process.waitUntilExit()
    return Outcome(
      code: process.terminationStatus, out: try String(contentsOf: out, encoding: .utf8),
      err: try String(contentsOf: err, encoding: .utf8))
  }

  private var environment: [String: String] {
    var environment = ProcessInfo.processInfo.environment
    environment["SETTLED_DATABASE_URL"] = databaseURL
    environment["SETTLED_SEAL_KEY"] = Self.sealKey
    environment["SETTLED_SIGNER"] = signer
    environment["SETTLED_TSA"] = authority
    environment["SETTLED_TSA_TRUST"] = trust
    return environment.merging(variables) { $1 }
  }

  /// A key of RFC 8032, which everybody knows.
  private static let sealKey = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Data/proof/rfc8032.key").path

  /// Beside the bundle of the tests.
  private static let executable = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appending(path: "settled")

  private static func newFile(_ url: URL) throws -> FileHandle {
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
  }
}
