import Foundation
import Marketplace
import Operations

/// What an operator may change while the daemon runs: a small file, read at the start and again on
/// SIGHUP.
///
/// ```
/// # settled serve
/// log = notice          # info, notice or error
/// interval = 30         # seconds between two looks at the database, 1 to 3600
/// sites = cn intl       # whose months are closed
/// ```
///
/// What the file does not name stays as it was at the start. The environment cannot change while a
/// process runs, hence a file.
package struct ServeSettings: Sendable, Equatable {
  package var sites: [Site]
  /// Between two looks at the database, at least a second.
  package var interval: Duration
  package var logLevel: EventLog.Level

  package init(
    sites: [Site] = Site.allCases, interval: Duration = .seconds(15),
    logLevel: EventLog.Level = .info
  ) {
    self.sites = sites
    self.interval = interval
    self.logLevel = logLevel
  }

  /// These settings, changed by what a file says.
  ///
  /// - Throws: `Refusal` `.configuration` with the line that cannot be read.
  package func changed(byFile path: String) throws -> ServeSettings {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw Refusal(
        .configuration, "settings_unreadable", "\(path) cannot be read",
        remedy: "make it a readable file of lines like `interval = 15`")
    }
    return try changed(by: text, of: path)
  }

  /// These settings, changed by a text of `key = value` lines.
  package func changed(by text: String, of place: String) throws -> ServeSettings {
    var settings = self
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let content = line.prefix { $0 != "#" }.trimmed
      if content.isEmpty { continue }
      let parts = content.split(separator: "=", maxSplits: 1).map(\.trimmed)
      guard parts.count == 2, settings.set(parts[0], to: parts[1]) else {
        throw Refusal(
          .configuration, "setting_not_understood", "\(place):\(index + 1): \(content)",
          remedy: "write log = info|notice|error, interval = 1 to 3600 seconds, or"
            + " sites = some of cn intl eu")
      }
    }
    return settings
  }

  private mutating func set(_ key: String, to value: String) -> Bool {
    switch key {
    case "log":
      guard let level = EventLog.Level(word: value) else { return false }
      logLevel = level
    case "interval":
      guard let seconds = Int(value), (1...3600).contains(seconds) else { return false }
      interval = .seconds(seconds)
    case "sites":
      let words = value.split { $0 == " " || $0 == "," }
      let named = words.compactMap { Site(rawValue: String($0)) }
      guard !named.isEmpty, named.count == words.count, Set(named).count == named.count else {
        return false
      }
      sites = named
    default: return false
    }
    return true
  }
}

extension StringProtocol {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
