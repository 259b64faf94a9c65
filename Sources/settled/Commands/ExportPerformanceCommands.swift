import ArgumentParser
import Operations

extension ExportCommand {
  struct Performance: Verb {
    static let configuration = CommandConfiguration(
      commandName: "performance",
      abstract: "What every partner did in the month: sales, refunds, cash consumption.",
      discussion: """
        estimate while the month is open, draft while its run is in review, final once it is \
        sealed. Usage counts as far as runs have rated it. A sealed month is as its run kept it \
        when it was submitted; where a former release kept nothing, a note says so.

          settled export performance --period last-month
          settled export performance --period 2026-10 --site cn -O performance.xlsx
        """)

    @OptionGroup var month: MonthExport
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { month.answersJSON }

    func perform(at desk: Desk) throws {
      let export = ExportPerformance(try desk.workplace(place))
      try month.write(ExportPerformance.table, at: desk, place) {
        try export(period: $0, site: $1, to: &$2, note: { desk.terminal.hint($0) })
      }
    }
  }

  struct Discounts: Verb {
    static let configuration = CommandConfiguration(
      commandName: "discounts",
      abstract: "Billed order lines with a discount, voucher or offer, and who bears it.",
      discussion: """
          settled export discounts --period last-month
          settled export discounts --period 2026-10 --site cn --format ndjson
        """)

    @OptionGroup var month: MonthExport
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { month.answersJSON }

    func perform(at desk: Desk) throws {
      let export = ExportDiscounts(try desk.workplace(place))
      try month.write(ExportDiscounts.table, at: desk, place) {
        try export(period: $0, site: $1, to: &$2)
      }
    }
  }

  struct Offers: Verb {
    static let configuration = CommandConfiguration(
      commandName: "offers",
      abstract: "How merchant-exclusive offers were used in the month, and what they cost whom.",
      discussion: """
          settled export offers --period last-month -O offers.xlsx
        """)

    @OptionGroup var month: MonthExport
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { month.answersJSON }

    func perform(at desk: Desk) throws {
      let export = ExportOffers(try desk.workplace(place))
      try month.write(ExportOffers.table, at: desk, place) {
        try export(period: $0, site: $1, to: &$2)
      }
    }
  }
}
