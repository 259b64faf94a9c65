import CivilTime
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// Two daemons, cron and two people over the same month, a thousand times. `FaultTests` has the same
/// with processes, from the plan on.
@Suite("Races")
struct RaceTests {
  private static let rounds = 1_000
  private static let month = Period(year: 2026, month: 6)

  @Test("two daemons, cron and two people over the same month, 1,000 times: one close each")
  func thousand() throws {
    var generator = Generator()
    print("races: seed \(generator.seed)")
    let began = ContinuousClock.now
    let answers = Answers()
    let database = try Self.world()
    let sites = try Site.allCases.map { site in
      let run = try database.plan(Self.month, site: site).run.id
      try ReviewRun(database.workplace, by: "settler").submit(run)
      return RacedSite(site, Self.month, run: run, in: database, answers)
    }
    let session = try database.session()
    try session.run(script: Statements.openWayBack)
    for round in 1...Self.rounds {
      let raced = sites[round % sites.count]
      let isApproved = generator.once(in: 2)
      try session.query(Statements.takeBack, [.text(raced.site.rawValue), .bool(isApproved)])
      let isClosed = try raced.race(&generator, in: session)
      let counts = try session.query(Statements.counts, [.text(raced.site.rawValue)]).map {
        $0.text(0)
      }
      if !isClosed || counts != Self.closedOnce(raced.site, isApproved: isApproved) {
        answers.complain("round \(round) of seed \(generator.seed), \(raced.site): \(counts)")
      }
      // Every round makes another seal, a site after the other: each of the thousand is looked at
      // once, and none may raise an alarm.
      if round % sites.count == 0 || round == Self.rounds {
        let alarms = try AuditSeals(database.workplace)().findings
        if alarms != [] { answers.complain("round \(round): \(alarms)") }
      }
      try #require(answers.complaints == [], "round \(round)")
      if round % 100 == 0 { print("races: \(round) rounds in \(ContinuousClock.now - began)") }
    }
    #expect(try Ledger(database.workplace).check(site: nil) == [])
    #expect(try Invoices(database.workplace).gaps().rows.isEmpty)
    print("races: \(Self.rounds) rounds; told: \(answers.text)")
  }

  /// One of everything; the fee of site cn bears a tax, which is an entry of its own.
  private static func closedOnce(_ site: Site, isApproved: Bool) -> [String] {
    (site == .cn ? ["1 entries invoice 2"] : [])
      + [
        "1 entries seal 1", "1 heads", "1 invoices 1 to 1", "1 jobs done", "1 lines", "1 runs",
        "1 sealed", "1 statements pending_countersign", "1 times period_closed",
      ] + (isApproved ? [] : ["1 times run_approved"]) + ["1 times run_sealed", "2 parties"]
  }

  /// A merchant of each site with one order of June.
  private static func world() throws -> TestDatabase {
    let database = try TestDatabase(now: "2026-07-20T12:00:00+08:00")
    let currencies: [Site: String] = [.cn: "CNY", .intl: "USD", .eu: "EUR"]
    let names = Site.allCases.map { ($0.rawValue, currencies[$0] ?? "") }
    func table(_ header: String, _ row: ((name: String, currency: String)) -> String) -> String {
      ([header] + names.map(row)).joined(separator: "\n") + "\n"
    }
    try database.load(
      csv: BriefFacts.completed([
        "partner": table("partner_id,kind,site,currency") {
          "M-\($0.name),merchant,\($0.name),\($0.currency)"
        },
        "customer": table("customer_id,site") { "C-\($0.name),\($0.name)" },
        "product": table("product_id,merchant_id") { "P-\($0.name),M-\($0.name)" },
        "product_terms": table("terms_id,product_id,fee_rate,share_model") {
          "T-\($0.name),P-\($0.name),0.05,platform_fee"
        },
        "order_line": table("line_id,product_id,customer_id,currency,sales_amount,paid_at") {
          "L-\($0.name),P-\($0.name),C-\($0.name),\($0.currency),1000000,2026-06-10T12:00:00+08:00"
        },
      ]))
    return database
  }
}
