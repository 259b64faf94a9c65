import ArgumentParser
import CivilTime
import Documents
import Foundation
import Marketplace
import Operations

/// Which database, and how much talk.
struct PlaceOptions: ParsableArguments {
  @Option(
    name: .customLong("database-url"),
    help: ArgumentHelp(
      "The database, such as postgresql://user@host/database. Otherwise SETTLED_DATABASE_URL.",
      valueName: "url"))
  var databaseURL: String?

  @Option(
    name: .customLong("database-url-file"),
    help: ArgumentHelp(
      "Read it from the first line of this file, where nobody else sees a password.",
      valueName: "file"))
  var databaseURLFile: String?

  @Flag(name: .shortAndLong, help: "Say nothing but results and errors.")
  var quiet = false

  func validate() throws {
    if databaseURL != nil, databaseURLFile != nil {
      throw ValidationError("--database-url contradicts --database-url-file.")
    }
  }
}

/// Who acts; recorded in the audit trail.
struct ActorOptions: ParsableArguments {
  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("Who acts. Otherwise the user of this machine.", valueName: "user"))
  var user: String?

  /// The name that is recorded.
  var name: String { user ?? NSUserName() }

  func validate() throws {
    if user?.allSatisfy(\.isWhitespace) == true {
      throw ValidationError("--as needs the name of a user.")
    }
  }
}

/// The form of a list or of one thing.
struct AnswerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("table, csv or json.", valueName: "form"))
  var format: AnswerFormat?

  @Flag(help: "The same as --format json.")
  var json = false

  var form: AnswerFormat { json ? .json : format ?? .table }
  var isJSON: Bool { form == .json }

  func validate() throws {
    if json, let format, format != .json {
      throw ValidationError("--json contradicts --format \(format.rawValue).")
    }
  }
}

/// The forms of `--format` for lists.
enum AnswerFormat: String, ExpressibleByArgument, CaseIterable {
  case table, csv, json

  var tableFormat: TableFormat {
    switch self {
    case .table: .table
    case .csv: .csv
    case .json: .json
    }
  }
}

/// A site by its name.
extension Site: ExpressibleByArgument {}

/// A month as people write it: `202610`, `2026-10` or `last-month`.
struct PeriodArgument: ExpressibleByArgument {
  private enum Wanted {
    case month(Period)
    case lastMonth
  }

  private let wanted: Wanted

  init?(argument: String) {
    if argument == "last-month" {
      wanted = .lastMonth
    } else if let period = try? Period(parsing: argument) {
      wanted = .month(period)
    } else {
      return nil
    }
  }

  /// The month; `last-month` is the one before the month of `now`.
  func period(now: Instant) -> Period {
    switch wanted {
    case .month(let period): period
    case .lastMonth: Period(containing: now).previous
    }
  }
}

/// An instant of ISO 8601 with its offset.
struct InstantArgument: ExpressibleByArgument {
  let instant: Instant

  init?(argument: String) {
    guard let instant = try? Instant(parsing: argument) else { return nil }
    self.instant = instant
  }
}

/// A required period.
struct PeriodOption: ParsableArguments {
  @Option(help: ArgumentHelp("The month: 202610, 2026-10 or last-month.", valueName: "month"))
  var period: PeriodArgument
}

/// Filters of lists.
struct FilterOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Only this month: 202610, 2026-10 or last-month.", valueName: "month"))
  var period: PeriodArgument?

  @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
  var site: Site?
}
