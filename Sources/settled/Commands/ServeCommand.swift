import ArgumentParser
import Marketplace
import Operations
import Portal
import Scheduling

/// `settled serve`.
struct ServeCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Close months by the calendar, and answer health checks.",
    discussion: """
      Runs until SIGTERM or SIGINT: then nothing more is claimed, and what runs stops at its next \
      step; a second signal ends it at once. SIGHUP reads the settings file again. Two daemons, \
      cron and a person can work side by side. /healthz, /readyz, /metrics and the check of \
      documents, /v/NUMBER, are served on 127.0.0.1 only; a proxy in front passes on no more than \
      /v/. The log goes to stderr, one line per event.

        settled serve
        settled serve --port 9187 --settings /etc/settled/serve.conf
        settled serve --site cn --interval 60

      The settings file has lines like: log = notice, interval = 30, sites = cn intl.
      """)

  @Option(
    help: ArgumentHelp("The port of the health pages; 0 for any free one.", valueName: "port"))
  var port = 8187

  @Option(
    name: .customLong("settings"),
    help: ArgumentHelp("Read settings from this file, again on SIGHUP.", valueName: "file"))
  var settingsFile: String?

  @Option(
    name: .customLong("site"),
    help: ArgumentHelp("Close only months of this site; may be repeated.", valueName: "site"))
  var sites: [Site] = []

  @Option(
    help: ArgumentHelp(
      "Seconds between two looks at the database, 1 to 3600.", valueName: "seconds"))
  var interval = 15

  @OptionGroup var place: PlaceOptions

  func validate() throws {
    if !(0...65_535).contains(port) {
      throw ValidationError("--port is between 0 and 65535, not \(port).")
    }
    if !(1...3_600).contains(interval) {
      throw ValidationError("--interval is between 1 and 3600 seconds, not \(interval).")
    }
  }

  func perform(at desk: Desk) async throws {
    let workplace = try desk.workplace(place, isInterruptible: false)
    let log = EventLog.standardError(workplace)
    let tally = Tally()
    let pages = try Pages(workplace, port: port, log: log, tally: tally)
    let settings = ServeSettings(
      sites: sites.isEmpty ? Site.allCases : sites, interval: .seconds(interval),
      logLevel: place.quiet ? .notice : .info)
    let daemon = try Daemon(
      workplace, settings: settings, settingsFile: settingsFile, log: log, tally: tally
    ) { try await pages.run() }
    try await daemon.run()
  }
}
