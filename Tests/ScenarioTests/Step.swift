import CivilTime
import Marketplace

/// One line of `steps.txt`.
enum Step: Sendable {
  /// `plan cn 202605`, `plan cn 202605 as-of 2026-06-09T10:00:00+08:00`; then what it made is
  /// compared. Without an instant it is the 3rd of the next month, 10:00.
  case plan(Site, Period, asOf: Instant)
  /// The same, and sealed by two people; `despite CODE` acknowledges the exceptions of that code.
  case seal(Site, Period, asOf: Instant, despite: String?)
  /// The same, and left in review.
  case submit(Site, Period, asOf: Instant)
  /// `refuse cn 202605`: planned and submitted, and the approval is refused for open exceptions;
  /// then it is a draft again, and nothing is compared.
  case refuse(Site, Period, asOf: Instant)
  /// `adjust cn M-1 general USD -12.50 PRICE_CORRECTION approved 2026-05-20T10:00:00+08:00`: written
  /// by one person and approved by another at that instant; without it, written and not approved.
  case adjust(Adjusting)
  /// `load NAME`: imports the facts of another subfolder, replacing what may be replaced.
  case load(String)
  /// `hold M-1 why`.
  case hold(String, reason: String)
  /// `release M-1`.
  case release(String)
  /// `forget P-9`: the product is gone from the marketplace, as an adopter's may be.
  case forget(String)

  /// What the line of an adjustment says.
  struct Adjusting: Sendable {
    let site: Site
    let partner: String
    let tab: String
    let currency: String
    /// Major units.
    let amount: String
    let reasonCode: String
    let approvedAt: Instant?
  }

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
    case ("plan", 3...), ("submit", 3...), ("refuse", 3...), ("seal", 3...):
      guard let site = Site(rawValue: words[1]) else { throw Unreadable(line: line) }
      let period = try Period(parsing: words[2])
      let days = Int64(2 * 24 + 10) * 3_600_000_000
      let asOf =
        try word(after: "as-of").map { try Instant(parsing: $0) }
        ?? Instant(microseconds: period.end.microseconds + days)
      switch words[0] {
      case "plan": self = .plan(site, period, asOf: asOf)
      case "submit": self = .submit(site, period, asOf: asOf)
      case "refuse": self = .refuse(site, period, asOf: asOf)
      default: self = .seal(site, period, asOf: asOf, despite: word(after: "despite"))
      }
    case ("adjust", 7...):
      guard let site = Site(rawValue: words[1]) else { throw Unreadable(line: line) }
      self = .adjust(
        Adjusting(
          site: site, partner: words[2], tab: words[3], currency: words[4], amount: words[5],
          reasonCode: words[6],
          approvedAt: try word(after: "approved").map { try Instant(parsing: $0) }))
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
    case .plan(let site, let period, _), .submit(let site, let period, _),
      .seal(let site, let period, _, _):
      (site, period)
    case .refuse, .adjust, .load, .hold, .release, .forget: nil
    }
  }
}
