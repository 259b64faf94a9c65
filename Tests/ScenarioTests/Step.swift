import CivilTime
import Marketplace

/// One line of `steps.txt`.
enum Step: Sendable {
  /// `plan cn 202605`, `plan cn 202605 as-of 2026-06-09T10:00:00+08:00`; then what it made is
  /// compared. Without an instant it is the 3rd of the next month, 10:00.
  case plan(Site, Period, asOf: Instant)
  /// The same, and sealed by two people; `despite CODE` acknowledges the exceptions of that code.
  case seal(Site, Period, asOf: Instant, despite: String?)
  /// `load NAME`: imports the facts of another subfolder, replacing what may be replaced.
  case load(String)
  /// `hold M-1 why`.
  case hold(String, reason: String)
  /// `release M-1`.
  case release(String)
  /// `forget P-9`: the product is gone from the marketplace, as an adopter's may be.
  case forget(String)

  /// A line that is no step.
  struct Unreadable: Error {
    let line: String
  }

  init(_ line: String) throws {
    let words = line.split(separator: " ").map(String.init)
    func word(after name: String) -> String? {
      words.firstIndex(of: name).flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
    }
    switch (words.first, words.count) {
    case ("plan", 3...), ("seal", 3...):
      guard let site = Site(rawValue: words[1]) else { throw Unreadable(line: line) }
      let period = try Period(parsing: words[2])
      let days = Int64(2 * 24 + 10) * 3_600_000_000
      let asOf =
        try word(after: "as-of").map { try Instant(parsing: $0) }
        ?? Instant(microseconds: period.end.microseconds + days)
      self =
        words[0] == "plan"
        ? .plan(site, period, asOf: asOf)
        : .seal(site, period, asOf: asOf, despite: word(after: "despite"))
    case ("load", 2): self = .load(words[1])
    case ("hold", 3...): self = .hold(words[1], reason: words[2...].joined(separator: " "))
    case ("release", 2): self = .release(words[1])
    case ("forget", 2): self = .forget(words[1])
    default: throw Unreadable(line: line)
    }
  }

  /// The site and period whose results are there after the step.
  var run: (site: Site, period: Period)? {
    switch self {
    case .plan(let site, let period, _), .seal(let site, let period, _, _): (site, period)
    case .load, .hold, .release, .forget: nil
    }
  }
}
