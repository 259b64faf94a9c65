import ArgumentParser
import CivilTime
import Documents
import Marketplace
import Operations

/// `settled what-if`.
struct WhatIfCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "what-if", abstract: "Price sealed months under other terms.",
    discussion: """
      Takes the facts and statements of sealed months as they were, prices them with other terms for \
      the whole range, and shows what the platform would have kept, and which partners would have \
      won or lost. It is the engine of the runs, in a scratch place that no run reads; nothing of it \
      can be sealed. Minimums, holds and balances stay as they were; refunds give back what the \
      order would have come to, where the order's month is in the range.

        settled what-if fee.json --periods 2026-07..2026-09
        settled what-if fee.json --periods 2026-07..2026-09 --site cn --format csv
        settled what-if fee.json --periods 2026-09 --chart fee.svg

      The file is JSON. Rates are proportions of at most 6 decimals, from 0 to 1; of several changes \
      that touch the same figure the last counts; a figure that terms do not have is left out.

        {
          "title": "Fee of 10 %, and a higher band",
          "changes": [
            { "all": true, "fee_rate": "0.10" },
            { "selling_mode": "joint", "share_rate": "0.75", "management_fee_rate": null },
            { "category": "tools", "floor_discount": "0.55" },
            { "merchant": "M-0042", "voucher_partner_share": "0.5" },
            { "product": "P-7", "fee_rate": "0.08" },
            { "product": "P-8", "floor_unit_price": "12.50" },
            { "providers": true, "share_rate": "0.07" },
            { "provider": "CSP-3", "product": "P-7", "share_rate": "0.12", "service_tax_rate": "0.06" },
            { "tier_policy": "TP-1", "base_fee_rate": "0.10",
              "bands": [ { "from_amount": 100000000, "increment_rate": "0.02" } ] },
            { "offers": true, "discount_rate": "0.90" },
            { "offer": "OFF-7", "product": "P-7", "discount_rate": "0.80" }
          ]
        }

      null takes voucher_partner_share, management_fee_rate or service_tax_rate away; from_amount is \
      in minor units. A monthly waiver holds only while the fee is the base fee of its tier policy: \
      change both to keep it. With --format csv the partners are listed; table and json have all \
      lists. Amounts of partners are what their statements come to, without balances.

      discount_rate prices order lines that name an offer: the customer pays list price times rate, \
      whatever rate the offer has. The orders stay those that were made, at every price. The voucher \
      stays, too; cash, credit, cash coupon and the customer's taxes follow in proportion, and so do \
      refunds. An order line whose voucher paid for all, or would, keeps its price and is counted. \
      Who bears the discount follows from the share model (rule 9.3), and is listed for each offer.
      """)

  @Argument(help: ArgumentHelp("The question, a JSON file.", valueName: "file"))
  var file: String

  @Option(
    help: ArgumentHelp("The months, such as 2026-07..2026-09, or one.", valueName: "months"))
  var periods: PeriodRange

  @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
  var site: Site?

  @Option(
    help: ArgumentHelp(
      "Draw the partners' differences into this SVG file.", valueName: "file"))
  var chart: String?

  @Flag(help: "Keep the priced lines; the place is told.")
  var keep = false

  @OptionGroup var answer: AnswerOptions
  @OptionGroup var place: PlaceOptions
  var answersJSON: Bool { answer.isJSON }

  func perform(at desk: Desk) throws {
    let workplace = try desk.workplace(place)
    let question = try WhatIfFile.read(file)
    let progress = ProgressReport(
      desk.terminal, subject: "periods=\(periods.text)", unit: "facts", now: workplace.now)
    let found: WhatIfAnswer
    do {
      defer { progress.finish() }
      found = try WhatIf(workplace, progress: { progress($0) })(
        question, months: periods.months, site: site, isKept: keep)
    }
    for change in found.idle {
      desk.terminal.hint("\(change.place) touches nothing that priced a line in these months")
    }
    for month in found.unsealed { desk.terminal.hint("\(month) is not sealed and left out") }
    switch answer.form {
    case .json: desk.show(found.json)
    case .csv: try desk.show(Listing(payeesOf: found), answer)
    case .table:
      try desk.show(Listing(monthsOf: found), answer)
      try desk.show(Listing(payeesOf: found), answer)
      if !found.offers.isEmpty { try desk.show(Listing(offersOf: found), answer) }
    }
    if let chart { try draw(found, chart, at: desk) }
    if let table = found.keptTable { desk.terminal.hint("the lines are in \(table)") }
  }
}

extension WhatIfCommand {
  private func draw(_ found: WhatIfAnswer, _ path: String, at desk: Desk) throws {
    guard let picture = found.chart else { return }
    let file = try OutputFile(beside: path)
    do {
      var bytes = picture.svg
      try bytes.withUTF8 { try file.append(UnsafeRawBufferPointer($0)) }
      try file.moveInPlace()
    } catch {
      file.remove()
      throw error
    }
    let others = Set(found.payees.map(\.currency)).count - 1
    if others > 0 {
      desk.terminal.hint(
        "\(path) shows \(picture.currency.code); \(counted(others, "other currency")) left out")
    }
  }
}

/// Months from the first to the last: `2026-07..2026-09`, or one month.
struct PeriodRange: ExpressibleByArgument {
  let months: ClosedRange<Period>

  init?(argument: String) {
    let parts = argument.split(separator: ".", omittingEmptySubsequences: true)
    guard (1...2).contains(parts.count), parts.count == 1 || argument.contains(".."),
      let first = try? Period(parsing: parts[0]),
      let last = try? Period(parsing: parts[parts.count - 1]),
      first <= last
    else { return nil }
    months = first...last
  }

  /// `202607..202609`.
  var text: String { "\(months.lowerBound.text)..\(months.upperBound.text)" }
}

extension WhatIfAnswer {
  /// All of it for programs.
  var json: JSON {
    .object([
      ("title", .string(question.title)), ("platform", Listing(monthsOf: self).json),
      ("partners", Listing(payeesOf: self).json), ("offers", Listing(offersOf: self).json),
      ("changes_without_effect", .array(idle.map { .string($0.place) })),
      ("not_sealed", .array(unsealed.map { .string($0) })),
      ("kept_in", .optional(keptTable)),
    ])
  }
}
