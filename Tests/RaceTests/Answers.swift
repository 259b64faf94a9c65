import Operations
import Synchronization

/// What everybody was told, and what nobody should have been.
final class Answers: Sendable {
  private let counts = Mutex<[String: Int]>([:])
  private let wrong = Mutex<[String]>([])
  /// The documented noes to somebody who was not the first.
  private static let expected: Set<Refusal.Kind> = [
    .busy, .conflict, .notPermitted, .reviewNeeded, .stillWaiting,
  ]

  /// Counts what a step came to.
  ///
  /// - Returns: Whether it did anything.
  func told(_ actor: String, _ step: () throws -> Bool) -> Bool {
    do {
      return try step()
    } catch {
      let refusal = Refusal(of: error)
      counts.withLock { $0["\(refusal.kind.rawValue) \(refusal.code)", default: 0] += 1 }
      if !Self.expected.contains(refusal.kind) || refusal.code == "database_error" {
        complain("\(actor) was told \(refusal.code): \(refusal.sentence)")
      }
      return false
    }
  }

  /// Takes a line of a daemon's log: what the daemon could not explain is wrong.
  func log(_ line: String) {
    if line.contains("job_failed") || line.contains("SQLSTATE") || line.contains("not_written") {
      complain(line)
    }
  }

  /// Notes what must not be.
  func complain(_ words: String) { wrong.withLock { $0.append(words) } }

  var complaints: [String] { wrong.withLock { $0 } }

  /// How often which no was heard.
  var text: String {
    counts.withLock { $0.sorted { ($1.value, $0.key) < ($0.value, $1.key) } }
      .map { "\($0.value) × \($0.key)" }.joined(separator: ", ")
  }
}
