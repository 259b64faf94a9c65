import ArgumentParser
import Documents
import Marketplace
import Operations

extension ExportCommand {
  struct Performance: Verb {
    static let configuration = CommandConfiguration(
      abstract: "What every partner did in the month: sales, refunds, cash consumption.",
      discussion: """
        estimate while the month is open, draft while its run is in review, final once it is \
        sealed. Usage counts as far as runs have rated it.

          settled export performance --period last-month
          settled export performance --period 2026-10 --site cn -O performance.xlsx
        """)

    @OptionGroup var month: PeriodOption
    @Option(help: ArgumentHelp("Only partners of this site: cn, intl or eu.", valueName: "site"))
    var site: Site?
    @OptionGroup var options: ExportOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { options.form == .json }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let period = month.period.period(now: workplace.now())
      try desk.export(ExportPerformance.table, options) { writer in
        try ExportPerformance(workplace)(period: period, site: site, to: &writer)
      }
    }
  }

  struct Discounts: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Billed order lines with a discount, voucher or offer, and who bears it.",
      discussion: """
          settled export discounts --period last-month
          settled export discounts --period 2026-10 --site cn --format ndjson
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
      try desk.export(ExportDiscounts.table, options) { writer in
        try ExportDiscounts(workplace)(period: period, site: site, to: &writer)
      }
    }
  }

  struct Offers: Verb {
    static let configuration = CommandConfiguration(
      abstract: "How merchant-exclusive offers were used in the month, and what they cost whom.",
      discussion: """
          settled export offers --period last-month -O offers.xlsx
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
      try desk.export(ExportOffers.table, options) { writer in
        try ExportOffers(workplace)(period: period, site: site, to: &writer)
      }
    }
  }
}
