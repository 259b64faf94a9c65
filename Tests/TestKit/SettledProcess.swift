@preconcurrency import Dispatch
import Foundation
import Synchronization

/// A process of the built `settled`, which lies beside the tests.
///
/// Sendable, because only the process's own id and end are used from other threads.
package final class SettledProcess: @unchecked Sendable {
  private let process = Process()
  private let said = Gathering()
  private let results = Gathering()

  /// Starts it.
  ///
  /// - Parameter url: Of its database.
  package init(
    _ arguments: [String], atURL url: String, environment: [String: String] = [:]
  ) throws {
    process.executableURL = try Self.binary()
    process.arguments = arguments
    var variables = ProcessInfo.processInfo.environment
    variables["SETTLED_DATABASE_URL"] = url
    variables["SETTLED_SEAL_KEY"] = Self.sealKey
    process.environment = variables.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = results.pipe
    process.standardError = said.pipe
    try process.run()
  }

  /// A key of RFC 8032, which everybody knows.
  private static let sealKey = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Data/proof/rfc8032.key").path

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// Whether it has not ended.
  package var isRunning: Bool { process.isRunning }

  /// What it has said so far, beside its results.
  package var saidSoFar: String { said.text }

  /// Sends a signal.
  package func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Ends it in the middle of whatever it does.
  package func killNow() {
    send(SIGKILL)
    process.waitUntilExit()
  }

  /// Waits for its own end, for at most so many seconds.
  package func waitForEnd(seconds: Double = 30) throws -> (status: Int32, said: String) {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while process.isRunning {
      if ContinuousClock.now > deadline {
        let said = saidSoFar
        killNow()
        throw UnexpectedEnd(status: -1, said: "did not end within \(seconds) s: \(said)")
      }
      usleep(2_000)
    }
    let said = said.whole
    let status = process.terminationStatus
    return (process.terminationReason == .exit ? status : 128 + status, said)
  }

  /// Waits until it has said something.
  package func wait(for word: String, seconds: Double = 20) throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while !saidSoFar.contains(word) {
      if ContinuousClock.now > deadline || !process.isRunning {
        throw UnexpectedEnd(status: -1, said: "never said \(word): \(saidSoFar)")
      }
      usleep(2_000)
    }
  }

  /// Its results, once it has ended.
  package var result: String { results.whole }

  private static func binary() throws -> URL {
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for place in [folder, Bundle.main.bundleURL, folder.deletingLastPathComponent()] {
      let candidate = place.appending(path: "settled")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    }
    throw UnexpectedEnd(status: -1, said: "there is no built settled beside \(folder.path)")
  }
}

/// What comes out of one stream of a process, read by a thread of its own: tests block the few
/// threads that Dispatch and Swift share.
private final class Gathering: Sendable {
  let pipe = Pipe()
  private let bytes = Mutex(Data())
  private let end = DispatchSemaphore(value: 0)

  init() {
    let handle = pipe.fileHandleForReading
    Thread.detachNewThread { [self] in
      while true {
        let more = handle.availableData
        if more.isEmpty { break }
        bytes.withLock { $0.append(more) }
      }
      end.signal()
    }
  }

  /// What has come so far.
  var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

  /// Everything, once the process has closed the stream.
  var whole: String {
    end.wait()
    // For whoever asks next.
    end.signal()
    return text
  }
}

/// A process of the product ended as no test expects.
package struct UnexpectedEnd: Error, CustomStringConvertible {
  /// The exit code; -1 where it did not end.
  package let status: Int32
  /// What it said.
  package let said: String
  package var description: String { "exit code \(status): \(said)" }

  package init(status: Int32, said: String) {
    self.status = status
    self.said = said
  }
}
