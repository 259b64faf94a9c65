import ArgumentParser
import CivilTime
import Documents
import Marketplace
import Operations

/// `settled export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write lines, statements, the books and what waits, for other systems.",
    discussion: """
      Of each site it takes the sealed run of the month, else the draft. Amounts are decimal \
      strings, instants are ISO 8601 in +08:00. The form follows the suffix of -O: csv, json, \
      ndjson or xlsx.
      """,
    subcommands: [
      Lines.self, ExportStatements.self, Pending.self, Performance.self, Discounts.self,
      Offers.self, AbnormalUsage.self, Journal.self,
    ])

  struct Lines: Verb {
    static let configuration = CommandConfiguration(
      commandName: "lines",
      abstract: "Every line of the month's statements, by statement and line number.",
      discussion: """
          settled export lines --period last-month -O lines.csv
          settled export lines --period 2026-10 --site cn --format ndjson | wc -l
        """)

    @OptionGroup var month: MonthExport
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { month.answersJSON }

    func perform(at desk: Desk) throws {
      let export = ExportLines(try desk.workplace(place))
      try month.write(ExportLines.table, at: desk, place) {
        try export(period: $0, site: $1, to: &$2)
      }
    }
  }

  struct ExportStatements: Verb {
    static let configuration = CommandConfiguration(
      commandName: "statements", abstract: "Every statement of the month.",
      discussion: """
          settled export statements --period last-month -O statements.xlsx
        """)

    @OptionGroup var month: MonthExport
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { month.answersJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let listing = try Statements(workplace).export(
        period: month.period(now: workplace.now()), site: month.site)
      try desk.export(listing, month.options)
    }
  }

  struct Pending: Verb {
    static let configuration = CommandConfiguration(
      commandName: "pending", abstract: "Every fact that is on no statement, with all its reasons.",
      discussion: """
        Judged as a run of the month would judge it. Without --period it is the month before that \
        of --as-of.

          settled export pending --period 2026-10 --site cn
          settled export pending --as-of 2026-11-03T09:00:00+08:00 -O pending.csv
        """)

    @Option(help: ArgumentHelp("The month: 202610, 2026-10 or last-month.", valueName: "month"))
    var period: PeriodArgument?
    @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
    var site: Site?
    @Option(
      name: .customLong("as-of"),
      help: ArgumentHelp("What was known at this instant. Otherwise now.", valueName: "instant"))
    var asOf: InstantArgument?
    @OptionGroup var options: ExportOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { options.form == .json }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let asOf = self.asOf?.instant ?? workplace.now()
      let month = period?.period(now: workplace.now()) ?? .init(containing: asOf).previous
      try desk.export(ExportPending.table, options) { writer in
        try ExportPending(workplace).write(
          period: month, site: site, asOf: asOf, to: &writer)
      }
    }
  }

  struct AbnormalUsage: Verb {
    static let configuration = CommandConfiguration(
      commandName: "abnormal-usage",
      abstract: "Usage records that the month's run saw and did not charge, with their codes.",
      discussion: """
          settled export abnormal-usage --period last-month --site cn -O abnormal.csv
        """)

    @OptionGroup var month: MonthExport
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { month.answersJSON }

    func perform(at desk: Desk) throws {
      let export = ExportAbnormalUsage(try desk.workplace(place))
      try month.write(ExportAbnormalUsage.table, at: desk, place) {
        try export(period: $0, site: $1, to: &$2)
      }
    }
  }
}

/// What every export of a month asks for: the month, the site, and where the rows go.
struct MonthExport: ParsableArguments {
  @OptionGroup var month: PeriodOption
  @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
  var site: Site?
  @OptionGroup var options: ExportOptions

  var answersJSON: Bool { options.form == .json }

  func period(now: Instant) -> Period { month.period.period(now: now) }

  /// Writes the rows of one export.
  ///
  /// - Parameter rows: Is given the month, the site and the writer; answers the number of rows.
  func write(
    _ table: Documents.Table, at desk: Desk, _ place: PlaceOptions,
    rows: (Period, Site?, inout any TableWriter) throws -> Int
  ) throws {
    let period = period(now: try desk.workplace(place).now())
    try desk.export(table, options) { try rows(period, site, &$0) }
  }
}
