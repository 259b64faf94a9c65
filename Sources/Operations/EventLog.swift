import CivilTime
import Synchronization

/// One line per event: time, level, `event_in_snake_case`, then `key=value`.
///
/// Lines carry identifiers, counts and durations; never names, bank details or amounts of persons.
package final class EventLog: Sendable {
  /// Who should read a line.
  package enum Level: Int, Sendable, CaseIterable, Comparable {
    /// Something happened in the business.
    case info
    /// An operator may care.
    case notice
    /// Someone must act.
    case error

    /// The word in the line and in the settings.
    package var word: String {
      switch self {
      case .info: "info"
      case .notice: "notice"
      case .error: "error"
      }
    }

    /// The level of a word; nil for any other word.
    package init?(word: String) {
      guard let level = Self.allCases.first(where: { $0.word == word }) else { return nil }
      self = level
    }

    package static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
  }

  private let lowest: Mutex<Level>
  private let now: @Sendable () -> Instant
  private let write: @Sendable (String) -> Void

  /// - Parameters:
  ///   - level: Lines below it are not written.
  ///   - write: Takes a whole line without its end; called from any thread.
  package init(
    level: Level = .info, now: @escaping @Sendable () -> Instant,
    write: @escaping @Sendable (String) -> Void
  ) {
    lowest = Mutex(level)
    self.now = now
    self.write = write
  }

  /// Lines below it are not written.
  package var level: Level {
    get { lowest.withLock { $0 } }
    set { lowest.withLock { $0 = newValue } }
  }

  package func info(_ event: String, _ facts: KeyValuePairs<String, String> = [:]) {
    record(.info, event, facts)
  }

  package func notice(_ event: String, _ facts: KeyValuePairs<String, String> = [:]) {
    record(.notice, event, facts)
  }

  package func error(_ event: String, _ facts: KeyValuePairs<String, String> = [:]) {
    record(.error, event, facts)
  }

  private func record(
    _ level: Level, _ event: String, _ facts: KeyValuePairs<String, String>
  ) {
    guard level >= self.level else { return }
    let words = facts.map { "\($0.key)=\(Self.word($0.value))" }
    write(([now().text(), level.word, event] + words).joined(separator: " "))
  }

  /// A value as one word: quoted where it has spaces, so that no value can pass for a line.
  private static func word(_ value: String) -> String {
    let isPlain =
      !value.isEmpty
      && value.utf8.allSatisfy { $0 > 32 && $0 != 127 && $0 != UInt8(ascii: "\"") }
    if isPlain { return value }
    var quoted = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\" + String(scalar)
      case "\n": quoted += "\\n"
      default: quoted += scalar.value < 32 || scalar.value == 127 ? " " : String(scalar)
      }
    }
    return quoted + "\""
  }
}
