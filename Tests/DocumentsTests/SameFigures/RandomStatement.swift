import Amounts
import CivilTime
import Documents
import Invoicing
import TestKit
import Testing

/// A statement as a seeded generator draws it, in bare minor units: what every form of it is held
/// against. Positive is owed to the partner.
struct RandomStatement {
  struct Line {
    var number: Int
    var kind: StatementSourceKind
    /// None of adjustments and incentives, like the three that follow.
    var sales: Int64?
    var voucher: Int64?
    var paid: Int64?
    /// Millionths.
    var rate: Int64?
    var increment: Int64?
    var withoutTax: Int64?
    var tax: Int64?
    var amount: Int64
  }

  struct Step {
    var isTotal: Bool
    var amount: Int64
  }

  struct Group {
    var count: Int
    var sales: Int64
    var voucher: Int64
    var paid: Int64
    var amount: Int64
  }

  struct Waiting {
    var count: Int
    var amount: Int64?
  }

  var number: Int
  var code: String
  /// Of the currency, by the list of this test.
  var decimals: Int
  var language: DocumentLanguage
  /// Above so many lines the pages show the fifty largest.
  var lineLimit = 500
  var opening: Int64 = 0
  var linesTotal: Int64 = 0
  var adjustments: Int64 = 0
  var steps: [Step] = []
  var groups: [Group] = []
  var waiting: [Waiting] = []
  var lines: [Line] = []

  var net: Int64 { opening + linesTotal + adjustments }
  var payable: Int64 { max(net, 0) }
  var closing: Int64 { min(net, 0) }
  var account: [Int64] { [opening, linesTotal, adjustments, net, payable, closing] }
  var id: String { "202610-M-\(number)-general-\(code)" }

  static let currencies = [
    ("JPY", 0), ("KRW", 0), ("CNY", 2), ("EUR", 2), ("USD", 2), ("KWD", 3), ("BHD", 3), ("CLF", 4),
  ]

  /// The first statements are the long ones: tables over many pages, and two shown in excerpt.
  init(number: Int, _ generator: inout Generator) {
    self.number = number
    (code, decimals) = Self.currencies[number % Self.currencies.count]
    language = DocumentLanguage.allCases[number / 2 % 3]
    let count: Int
    switch number {
    case 0..<6: count = 300 - 40 * number
    case 6, 7:
      count = 90
      lineLimit = 50
    case _ where number % 12 == 0: count = 0
    case _ where number % 9 == 0: count = generator.pick(25...70)
    default: count = generator.pick(1...9)
    }
    // Eight amounts of that size and less still fit 64 bits.
    let sizes: [Int64] = [100, 100_000, 1_000_000_000, 900_000_000_000_000]
    let limit = count < 9 && number % 5 == 0 ? 400_000_000_000_000_000 : generator.pick(sizes)
    addLines(count, upTo: limit, &generator)
    addGroups()
    opening = generator.once(in: 2) ? 0 : -generator.integer(in: 0...limit)
    addSteps(upTo: limit, &generator)
    addWaiting(upTo: limit, &generator)
  }

  private mutating func addLines(_ count: Int, upTo limit: Int64, _ generator: inout Generator) {
    let hasVouchers = generator.once(in: 2)
    let hasIncrements = generator.once(in: 2)
    let hasSplit = generator.once(in: 2)
    for number in 0..<count {
      let kind = generator.pick(StatementSourceKind.allCases + [.order, .order, .order, .usage])
      let amount = generator.once(in: 6) ? 0 : generator.integer(in: -limit / 3...limit)
      var line = Line(number: number + 1, kind: kind, amount: amount)
      switch kind {
      case .order, .usage, .refund:
        let sign: Int64 = kind == .refund ? -1 : 1
        let sales = generator.integer(in: 0...limit)
        let voucher = hasVouchers ? generator.integer(in: 0...sales) : 0
        line.sales = sign * sales
        line.voucher = sign * voucher
        line.paid = sign * (sales - voucher)
        line.rate = generator.pick([0, 1, 123_400, 333_333, 850_000, 1_000_000])
        line.increment = hasIncrements ? generator.pick([0, 50_000, 12_345]) : 0
        if hasSplit {
          let tax = generator.integer(in: 0...limit / 10)
          line.tax = sign * tax
          line.withoutTax = amount - sign * tax
        }
      case .adjustment, .incentive: line.increment = 0
      }
      if kind == .adjustment { adjustments += amount } else { linesTotal += amount }
      lines.append(line)
    }
  }

  /// One group for every kind that there is, in the order of the kinds.
  private mutating func addGroups() {
    for kind in StatementSourceKind.allCases {
      let own = lines.filter { $0.kind == kind }
      guard !own.isEmpty else { continue }
      groups.append(
        Group(
          count: own.count, sales: own.reduce(0) { $0 + ($1.sales ?? 0) },
          voucher: own.reduce(0) { $0 + ($1.voucher ?? 0) },
          paid: own.reduce(0) { $0 + ($1.paid ?? 0) }, amount: own.reduce(0) { $0 + $1.amount }))
    }
  }

  private mutating func addSteps(upTo limit: Int64, _ generator: inout Generator) {
    var running: Int64 = 0
    for _ in 0..<generator.pick(0...7) {
      let isTotal = generator.once(in: 4)
      let amount = isTotal ? running : generator.integer(in: -limit...limit)
      if !isTotal { running += amount }
      steps.append(Step(isTotal: isTotal, amount: amount))
    }
  }

  private mutating func addWaiting(upTo limit: Int64, _ generator: inout Generator) {
    for _ in 0..<generator.pick(0...4) {
      let amount = generator.once(in: 4) ? nil : generator.integer(in: -limit...limit)
      waiting.append(Waiting(count: generator.pick(1...12_000), amount: amount))
    }
  }
}

extension RandomStatement {
  static let ready = "2026-10-05"

  /// The same as the product takes it.
  func document() throws -> StatementDocument {
    let currency = try #require(Currency(code: code))
    func money(_ units: Int64) -> Money { Money(minorUnits: units, currency: currency) }
    func rate(_ millionths: Int64?) -> Rate? { millionths.map(Rate.init(millionths:)) }
    let instant = try Instant(parsing: Self.ready + "T12:00:00+08:00")
    let name = Wording(zh: "一种", en: "some kind")
    return StatementDocument(
      id: id, issuer: Party(name: "示例云市场有限公司"),
      partner: Party(id: "M-\(number)", name: "莲花云科技有限公司", nameInEnglish: "Lotus Cloud Ltd"),
      period: Sample.october, tab: .general, site: "cn", currency: currency,
      issued: try Instant(parsing: "2026-11-03T10:00:00+08:00"), runID: "RUN-2026-10-A",
      contentHash: String(repeating: "5f2c9a7b", count: 8),
      balance: StatementBalance(
        opening: money(opening), lines: money(linesTotal), adjustments: money(adjustments),
        net: money(net), payable: money(payable), closing: money(closing)),
      groups: groups.map { group in
        StatementGroup(
          label: name, lineCount: group.count, sales: money(group.sales),
          voucher: money(group.voucher), paid: money(group.paid), amount: money(group.amount))
      },
      steps: steps.map { step in
        StatementStep(
          label: name, kind: step.isTotal ? .total : .change, amount: money(step.amount))
      },
      waiting: waiting.map { row in
        StatementWaiting(
          reasonCode: "NOT_REPAID", reason: name, lineCount: row.count,
          amount: row.amount.map(money),
          expected: row.count.isMultiple(of: 2) ? CivilDate(year: 2026, month: 12, day: 3) : nil)
      },
      lines: lines.map { line in
        StatementLine(
          number: line.number, sourceKind: line.kind, sourceID: "S-\(line.number)",
          orderLineID: line.sales == nil ? nil : "ORD-\(line.number)", productID: "P-7",
          productName: "云端数据备份 Backup", customerID: "C-1", naturalPeriod: Sample.october,
          ready: instant, sales: line.sales.map(money), voucher: line.voucher.map(money),
          paid: line.paid.map(money), rate: rate(line.rate), increment: rate(line.increment),
          amountWithoutTax: line.withoutTax.map(money), tax: line.tax.map(money),
          amount: money(line.amount))
      })
  }
}
