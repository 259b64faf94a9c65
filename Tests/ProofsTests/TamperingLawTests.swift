import CivilTime
import Marketplace
import Operations
import Postgres
import TestKit
import Testing

/// Sealed rows that are edited, added or deleted, at random places of a generated quarter.
@Suite("Tampering")
struct TamperingLawTests {
  /// What is done to rows, and how they are found again to be put back.
  private struct Plant {
    let table: String
    /// Nil to delete the rows.
    let change: String?
    let rows: String
    /// As what it must be found, and in which run; the statement where it can be told.
    let code: String
    let run: String
    var statement = ""
    /// How what is found begins; the entry is named so.
    var sentence = ""
  }

  private static let merchants = 8
  private static let months = [4, 5, 6].map { Period(year: 2026, month: $0) }
  private static let kinds = 15
  private static let rounds = 345

  @Test(
    "345 tamperings of 15 kinds are found and located, and 1,035 looks at honest seals find none")
  func planted() throws {
    var generator = Generator()
    let database = try sealed(&generator)
    let audit = AuditSeals(database.workplace)
    let session = try database.session()
    try session.run(script: Statements.unlock(runs: 1...Self.months.count))
    var honest = 0
    for round in 0..<Self.rounds {
      let place = "tampering \(round), seed \(generator.seed)"
      let plant = Self.plant(round % Self.kinds, &generator)
      if round % Self.kinds == 11 {
        try session.run(
          script: Statements.addLine(run: Self.number(of: plant.run), like: plant.rows))
      } else {
        try session.run(script: Statements.keep(plant.table, where: plant.rows))
        if let change = plant.change {
          try session.run(
            script: Statements.change(plant.table, set: change, where: plant.rows))
        } else {
          try session.run(script: Statements.delete(plant.table, where: plant.rows))
        }
      }
      let found = try audit().findings
      #expect(
        found.contains {
          $0.code == plant.code && $0.run == plant.run && $0.statement == plant.statement
            && $0.sentence.hasPrefix(plant.sentence)
        }, "\(place): \(plant): \(found)")
      if round % Self.kinds == 11 {
        try session.run(script: Statements.delete(plant.table, where: "source_id = 'L-added'"))
      } else {
        try session.run(script: Statements.putBack(plant.table, where: plant.rows))
      }
      let (runs, alarms) = try audit()
      #expect(alarms == [], "\(place): an honest seal")
      honest += runs
    }
    print(
      "tampering: \(Self.rounds) planted, \(honest) honest seals looked at, seed \(generator.seed)")
    #expect(honest == Self.rounds * Self.months.count)
  }

  private static func number(of run: String) -> Int {
    (months.firstIndex { run.contains($0.text) } ?? 0) + 1
  }

  /// Something of a kind at a random place.
  private static func plant(_ kind: Int, _ generator: inout Generator) -> Plant {
    let month = Int.random(in: 0..<months.count, using: &generator)
    let merchant = Int.random(in: 1...merchants, using: &generator)
    let order = Int.random(in: 1...5, using: &generator)
    let run = "RUN-\(months[month].text)-cn-1"
    let statement = "\(months[month].text)-M-\(merchant)-general-CNY"
    switch kind {
    case 0...3, 11:
      return Plant(
        table: "line_\(month + 1)", change: lineChange(kind, &generator),
        rows: "source_id = 'L-\(month)-\(merchant)-\(order)'", code: "lines_differ", run: run,
        statement: statement)
    case 4...6:
      let (change, code) = statementChange(kind, &generator)
      return Plant(
        table: "statement", change: change, rows: "statement_id = '\(statement)'", code: code,
        run: run, statement: statement)
    case 12...14:
      // Each month's seal posts one entry a merchant.
      let entry = Int.random(in: 1...months.count * merchants, using: &generator)
      let (change, code) = entryChange(kind, &generator)
      return Plant(
        table: "journal_entry", change: change, rows: "entry_no = \(entry)", code: code, run: "",
        sentence: "journal of site cn, entry \(entry): ")
    default:
      let (change, code) = headChange(kind, &generator)
      return Plant(
        table: "seal_head", change: change, rows: "run_no = \(month + 1)", code: code, run: run)
    }
  }

  /// An amount, another column, nothing to delete it, another statement.
  private static func lineChange(_ kind: Int, _ generator: inout Generator) -> String? {
    let amount = Int.random(in: 1...9_999, using: &generator)
    let sign = generator.once(in: 2) ? "+" : "-"
    let column = generator.pick([
      "amount", "sales_amount", "voucher_amount", "platform", "rate", "increment",
    ])
    let other = generator.pick([
      "natural_period = 202601", "ready_at = ready_at + interval '1 us'", "customer_id = 'C-9'",
      "order_line_id = 'L-9'",
    ])
    return switch kind {
    case 0: "\(column) = \(column) \(sign) \(amount)"
    case 1: other
    case 3: "statement_no = statement_no + 1000"
    default: nil
    }
  }

  /// A figure, something that is printed, nothing to delete it.
  private static func statementChange(
    _ kind: Int, _ generator: inout Generator
  ) -> (change: String?, code: String) {
    let amount = Int.random(in: 1...9_999, using: &generator)
    let column = generator.pick(["order_count", "order_sales", "line_count", "order_platform"])
    let printed = generator.pick([
      "partner_name = partner_name || 'x'", "partner_address = 'Elsewhere 1'",
      "partner_tax_number = '0'", "partner_locale = 'xx'",
    ])
    return switch kind {
    case 4: ("\(column) = \(column) + \(amount)", "statement_differs")
    case 5: (printed, "statement_differs")
    default: (nil, "statement_deleted")
    }
  }

  /// The amount on both sides, whom or which account it is of, nothing to delete it.
  private static func entryChange(
    _ kind: Int, _ generator: inout Generator
  ) -> (change: String?, code: String) {
    let amount = Int.random(in: 1...9_999, using: &generator)
    let other = generator.pick([
      "partner_id = 'M-99'", "tab = 'x'", "source = source || 'x'", "period = 202512",
      "account_codes = array_replace(account_codes, '2202', '1012')",
    ])
    return switch kind {
    case 12:
      ("amounts[1] = amounts[1] + \(amount), amounts[2] = amounts[2] - \(amount)", "entry_changed")
    case 13: (other, "entry_changed")
    default: (nil, "entry_unsound")
    }
  }

  /// The root, the signature, the instant, nothing to delete it.
  private static func headChange(
    _ kind: Int, _ generator: inout Generator
  ) -> (change: String?, code: String) {
    let amount = Int.random(in: 1...9_999, using: &generator)
    let sign = generator.once(in: 2) ? "+" : "-"
    return switch kind {
    case 7: ("root = sha256('\(amount)')", "root_differs")
    case 8: ("signature = sha512('\(amount)')", "signature_wrong")
    case 9: ("signed_at = signed_at \(sign) interval '\(amount) s'", "head_differs")
    default: (nil, "head_missing")
    }
  }

  /// April to June of eight merchants with five orders a month, sealed.
  private func sealed(_ generator: inout Generator) throws -> TestDatabase {
    let database = try TestDatabase(now: "2026-05-04T12:00:00+08:00")
    let merchants = 1...Self.merchants
    var orders = "line_id,product_id,sales_amount,paid_at\n"
    for (index, month) in Self.months.enumerated() {
      for merchant in merchants {
        for order in 1...5 {
          let amount = Int.random(in: 50_000...900_000, using: &generator)
          orders +=
            "L-\(index)-\(merchant)-\(order),P-\(merchant),\(amount),"
            + "2026-0\(month.month)-1\(order)T10:00:00+08:00\n"
        }
      }
    }
    try database.load(
      csv: BriefFacts.completed([
        "partner": "partner_id\n" + merchants.map { "M-\($0)\n" }.joined(),
        "product": "product_id,merchant_id\n" + merchants.map { "P-\($0),M-\($0)\n" }.joined(),
        "product_terms": "terms_id,product_id\n" + merchants.map { "T-\($0),P-\($0)\n" }.joined(),
        "order_line": orders,
      ]))
    for month in Self.months {
      try database.setClock("2026-0\(month.month + 1)-04T12:00:00+08:00")
      try database.seal(month, site: .cn)
    }
    return database
  }
}
