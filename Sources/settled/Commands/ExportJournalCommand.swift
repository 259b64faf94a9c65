import ArgumentParser
import Bookkeeping
import CivilTime
import Marketplace
import Operations

extension ExportCommand {
  struct Journal: Verb {
    static let configuration = CommandConfiguration(
      commandName: "journal",
      abstract: "The books of the month, for other systems or as plain-text books.",
      discussion: """
        hledger and beancount are whole files: what was brought forward, every entry dated the last \
        day, and the balances at the end as assertions that allow no difference.

          settled export journal --period last-month --format hledger -O 2026-10.journal
          settled export journal --period 2026-10 --site cn --format beancount -O 2026-10.beancount
          settled export journal --period 2026-10 -O journal.csv
        """)

    @OptionGroup var month: PeriodOption
    @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
    var site: Site?
    @Option(
      name: [.customShort("O"), .customLong("output-file")],
      help: ArgumentHelp("Write to this file; - is stdout.", valueName: "file"))
    var outputFile: String?
    @Option(
      help: ArgumentHelp(
        "csv, json, ndjson, xlsx, hledger or beancount.", valueName: "form"))
    var format = JournalFormat.csv
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { format == .json }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let period = month.period.period(now: workplace.now())
      let path = outputFile == "-" ? nil : outputFile
      switch format.kind {
      case .rows(let form):
        try desk.export(
          Ledger(workplace).journal(period: period, site: site, source: nil), as: form, to: path)
      case .books(let dialect):
        try desk.write(path) { write in
          let count = try ExportJournal(workplace)(
            period: period, site: site, dialect: dialect, to: write)
          return count == 1 ? "1 entry" : "\(grouped(count)) entries"
        }
      }
    }
  }
}

/// The forms of `export journal`.
enum JournalFormat: String, ExpressibleByArgument, CaseIterable {
  case csv, json, ndjson, xlsx, hledger, beancount

  /// Rows for other systems, or books for a tool.
  enum Kind {
    case rows(ExportFormat)
    case books(BookDialect)
  }

  var kind: Kind {
    switch self {
    case .csv: .rows(.csv)
    case .json: .rows(.json)
    case .ndjson: .rows(.ndjson)
    case .xlsx: .rows(.xlsx)
    case .hledger: .books(.hledger)
    case .beancount: .books(.beancount)
    }
  }
}
