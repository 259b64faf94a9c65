import ArgumentParser
import Documents
import Foundation
import Marketplace
import Operations

/// `settled report`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Ask the questions that come up every month.",
    discussion: """
      A report is a folder with query.sql, one statement that only reads, and report.json: title, \
      parameters, columns, totals and chart, worded in English and Chinese. A folder of your own \
      below --reports (or SETTLED_REPORTS) adds one; a bad one is refused with its file, line and \
      remedy, and hinders no other. The reports of the program are the best examples: they are in \
      the folder reports of its source.
      """,
    subcommands: [ListReports.self, Run.self])

  struct ListReports: Verb {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Every report, what it takes, and whether it can be run.",
      discussion: """
        A report that is refused is told with all its flaws; the exit code is then 65.

          settled report list
          settled report list --reports ./our-reports
        """)

    @OptionGroup var shelf: ShelfOptions
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let reports = try ShelvedReport.all(of: try shelf.shelf(), at: workplace)
      try desk.show(Listing(reports: reports, language: shelf.language), answer)
      let findings = reports.flatMap(\.findings)
      for finding in findings { desk.terminal.say(finding.text) }
      if !findings.isEmpty { throw ExitCode(Refusal.Kind.badInput.rawValue) }
    }
  }

  struct Run: Verb {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: "Run a report.",
      discussion: """
        The query runs in a transaction that cannot write, for at most the seconds that its \
        report.json allows. The form follows the suffix of -O unless --format names one.

          settled report run ageing --period last-month
          settled report run tier-progress --period 2026-10 --site cn --lang zh
          settled report run performance --period 2026-10 --partner M-1 -O performance.xlsx
          settled report run close-time --format html -O close-time.html
        """)

    @Argument(help: "The name of the report.") var name: String
    @Option(help: ArgumentHelp("The month: 202610, 2026-10 or last-month.", valueName: "month"))
    var period: PeriodArgument?
    @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
    var site: Site?
    @Option(help: ArgumentHelp("Only this partner.", valueName: "id"))
    var partner: String?
    @Option(
      help: ArgumentHelp(
        "table, csv, xlsx, json or html. Otherwise what the file's suffix says, else table.",
        valueName: "form"))
    var format: ReportFormat?
    @Option(
      name: [.customShort("O"), .customLong("output-file")],
      help: ArgumentHelp("Write to this file; - is stdout.", valueName: "file"))
    var outputFile: String?
    @OptionGroup var shelf: ShelfOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { form == .json }

    private var path: String? { outputFile == "-" ? nil : outputFile }

    private var form: ReportFormat {
      if let format { return format }
      let suffix = path.map { URL(fileURLWithPath: $0).pathExtension.lowercased() }
      return suffix.flatMap { ReportFormat(rawValue: $0) } ?? (path == nil ? .table : .csv)
    }

    func validate() throws {
      if form == .xlsx, path == nil, isatty(STDOUT_FILENO) == 1 {
        throw ValidationError("A workbook cannot be shown on a terminal: name a file with -O.")
      }
    }

    func perform(at desk: Desk) throws {
      let report = try refusing(at: desk) { try shelf.shelf().report(name) }
      let workplace = try desk.workplace(place)
      let arguments = RunReport.Arguments(
        period: period?.period(now: workplace.now()), site: site, partner: partner)
      let answer = try refusing(at: desk) { try RunReport(workplace)(report, arguments) }
      guard let path else {
        try write(answer, style: desk.terminal.style, to: OutputFile.stdout.append)
        if form == .table { desk.terminal.hint(counted(answer.rows.count, "row")) }
        return
      }
      let file = try OutputFile(beside: path)
      do {
        try write(answer, style: .plain, to: file.append)
        try file.moveInPlace()
        desk.terminal.hint("\(path): \(counted(answer.rows.count, "row"))")
      } catch {
        file.remove()
        throw error
      }
    }

    /// Names every flaw of a report's files, for a person and for a program.
    private func refusing<R>(at desk: Desk, _ body: () throws -> R) throws -> R {
      do {
        return try body()
      } catch let error as ReportRefusal {
        if !answersJSON {
          for finding in error.findings { desk.terminal.say(finding.text) }
        }
        throw DetailedRefusal(
          refusal: error.refusal,
          members: [("findings", .array(error.findings.map { .string($0.text) }))])
      }
    }

    private func write(
      _ answer: ReportAnswer, style: TerminalStyle, to sink: @escaping ByteSink
    ) throws {
      switch form {
      case .table:
        var style = style
        style.language = shelf.language
        var writer = TerminalTable(answer.table, style: style, to: sink)
        for row in answer.rows { try writer.append(row) }
        for row in answer.totals { try writer.appendTotal(row) }
        try writer.finish()
      case .csv: try write(answer, as: .csv, to: sink)
      case .json: try write(answer, as: .json, to: sink)
      case .xlsx: try write(answer, as: .xlsx, to: sink)
      case .html:
        let page = try answer.page().html(in: shelf.language)
        try Array(page.utf8).withUnsafeBytes { bytes in try sink(bytes) }
      }
    }

    /// The rows for machines: no totals among them.
    private func write(
      _ answer: ReportAnswer, as format: TableFormat, to sink: @escaping ByteSink
    ) throws {
      var writer = try format.writer(for: answer.table, to: sink)
      for row in answer.rows { try writer.append(row) }
      try writer.finish()
    }
  }
}

/// The forms of a report.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case table, csv, xlsx, json, html
}

/// Where reports are, and in which language they speak.
struct ShelfOptions: ParsableArguments {
  @Option(
    name: .customLong("reports"),
    help: ArgumentHelp(
      "A folder of reports of your own. Otherwise SETTLED_REPORTS.", valueName: "folder"))
  var directory: String?

  @Option(
    name: .customLong("lang"),
    help: ArgumentHelp("The language of headings: en or zh.", valueName: "language"))
  var spoken: SpokenLanguage = .en

  var language: DocumentLanguage { spoken == .zh ? .zh : .en }

  func shelf() throws -> ReportShelf {
    let named = ProcessInfo.processInfo.environment["SETTLED_REPORTS"]
    let directory = directory ?? named
    return try ReportShelf(directory: directory?.isEmpty == false ? directory : nil)
  }
}

/// The languages of `--lang`.
enum SpokenLanguage: String, ExpressibleByArgument, CaseIterable {
  case en, zh
}
