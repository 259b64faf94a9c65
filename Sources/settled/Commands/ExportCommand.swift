import ArgumentParser
import Documents
import Marketplace
import Operations

/// `settled export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write lines, statements and what waits, for other systems.",
    discussion: """
      Of each site it takes the sealed run of the month, else the draft. Amounts are decimal \
      strings, instants are ISO 8601 in +08:00. The form follows the suffix of -O: csv, json, \
      ndjson or xlsx.
      """,
    subcommands: [
      Lines.self, ExportStatements.self, Pending.self, Performance.self, Discounts.self,
      Offers.self, AbnormalUsage.self,
    ])

  struct Lines: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Every line of the month's statements, by statement and line number.",
      discussion: """
          settled export lines --period last-month -O lines.csv
          settled export lines --period 2026-10 --site cn --format ndjson | wc -l
        """)

    @OptionGroup var month: PeriodOption
    @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
    var site: Site?
    @OptionGroup var options: ExportOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { options.form == .json }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let period = month.period.period(now: workplace.now())
      try desk.export(ExportLines.table, options) { writer in
        try ExportLines(workplace)(period: period, site: site, to: &writer)
      }
    }
  }

  struct ExportStatements: Verb {
    static let configuration = CommandConfiguration(
      commandName: "statements", abstract: "Every statement of the month.",
      discussion: """
          settled export statements --period last-month -O statements.xlsx
        """)

    @OptionGroup var month: PeriodOption
    @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
    var site: Site?
    @OptionGroup var options: ExportOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { options.form == .json }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let listing = try Statements(workplace).export(
        period: month.period.period(now: workplace.now()), site: site)
      try desk.export(listing, options)
    }
  }

  struct Pending: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Every fact that is on no statement, with all its reasons.",
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

    @OptionGroup var month: PeriodOption
    @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
    var site: Site?
    @OptionGroup var options: ExportOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { options.form == .json }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let period = month.period.period(now: workplace.now())
      try desk.export(ExportAbnormalUsage.table, options) { writer in
        try ExportAbnormalUsage(workplace)(period: period, site: site, to: &writer)
      }
    }
  }
}
