import CivilTime
import Marketplace
import Operations
import Postgres
import Store

/// Two merchants that are paid: `M-1` of site cn in CNY, fee 5 %, and `M-3` of site eu in EUR, fee
/// 10 %, with the metered product `P-4` at 1.00 EUR a unit. Both are certified and have an account.
package struct PayingWorld {
  package let database: TestDatabase

  package static let july = Period(year: 2026, month: 7)
  /// The account that pays site cn.
  package static let chinese = "6222020200112233"
  /// The account that pays site eu.
  package static let european = "DE89370400440532013000"

  /// - Parameters:
  ///   - now: What its clock shows, ISO 8601.
  ///   - cluster: The URL of another server than that of the tests.
  ///   - facts: Others than those two merchants; brief files by table.
  package init(
    now: String, sealKey: SealKeySource = .passing(), cluster: String? = nil,
    facts: [String: String]? = nil
  ) throws {
    database = try TestDatabase(now: now, sealKey: sealKey, cluster: cluster)
    try database.load(csv: BriefFacts.completed(facts ?? Self.facts))
    try open("CNY1", .cn, "CNY", "chinese", "云商店平台", Self.chinese, bankName: "中国银行")
    try open("EUR1", .eu, "EUR", "sepa", "The marketplace", Self.european, bankName: nil)
  }

  /// July of M-1, 9,500.00 CNY, and of M-3, 900.00 EUR, sealed on Monday 10 August.
  package static func sealedJuly() throws -> PayingWorld {
    let world = try PayingWorld(now: "2026-07-31T12:00:00+08:00")
    try world.load(
      "order_line",
      """
      line_id,product_id,customer_id,currency,sales_amount,paid_at
      L-1,P-1,C-1,CNY,1000000,2026-07-10T10:00:00+08:00
      L-3,P-3,C-3,EUR,100000,2026-07-11T10:00:00+08:00

      """)
    for site in [Site.cn, .eu] { try world.seal(july, site, at: "2026-08-10T12:00:00+08:00") }
    return world
  }

  private static let facts = [
    "partner": """
    partner_id,kind,site,currency,bank_account,bank_name
    M-1,merchant,cn,CNY,6217000011112222,中国工商银行
    M-3,merchant,eu,EUR,FR1420041010050500013M02606,

    """,
    "customer": "customer_id,site\nC-1,cn\nC-3,eu\n",
    "product": "product_id,merchant_id\nP-1,M-1\nP-3,M-3\nP-4,M-3\n",
    "product_terms": "terms_id,product_id,fee_rate,share_model\n"
      + "T-1,P-1,0.05,platform_fee\nT-3,P-3,0.1,platform_fee\nT-4,P-4,0.1,platform_fee\n",
    "instance": "instance_id,product_id,customer_id\nI-4,P-4,C-3\n",
    "price_plan": "price_plan_id,currency\nPP-1,EUR\n",
    "price_band": "price_plan_id\nPP-1\n",
  ]

  private func open(
    _ id: String, _ site: Site, _ currency: String, _ profile: String, _ holder: String,
    _ account: String, bankName: String?
  ) throws {
    var details = BankAccounts.Proposal()
    details.holder = holder
    details.account = account
    details.bankName = bankName
    try BankAccounts(database.workplace, by: "ann").open(
      BankAccounts.Opening(
        id: id, site: site, currency: currency, profile: profile, isCSV: false,
        details: details))
  }

  /// Loads rows of one table.
  package func load(_ table: String, _ brief: String) throws {
    guard let known = MarketplaceTables.named(table) else { return }
    try database.load(csv: [table: BriefFacts.completed(brief, of: known)])
  }

  /// Seals a month at an instant and issues its fee invoices.
  package func seal(_ period: Period, _ site: Site, at instant: String) throws {
    try database.setClock(instant)
    let run = try database.seal(period, site: site)
    _ = try IssueFeeInvoices(database.workplace, by: "finance")(of: run.id)
  }

  /// Moves a month's statements to their payment: countersigned, and where the partner invoices,
  /// with an invoice that is as it should be.
  package func request(_ period: Period, _ site: Site) throws {
    let states = StatementStates(database.workplace, by: "ann")
    let month = StatementStates.Selection(period: period, site: site)
    _ = try states.move(month, to: "countersigning", reason: "")
    if site != .cn {
      _ = try states.move(month, to: "pending_invoice", reason: "")
      for statement in try statements(period, site) where statement.state == .pendingInvoice {
        let flaws = try PartnerInvoices(database.workplace, by: "ann").receive(
          PartnerInvoices.Received(
            number: "RE-\(statement.id)", issuedOn: CivilDate(at: database.now),
            gross: statement.payable.decimalText, taxRate: "0", title: "The marketplace",
            remark: "for \(statement.id)"), for: statement.id
        ).flaws
        guard flaws.isEmpty else { throw Unexpected(words: flaws) }
      }
    }
    _ = try states.move(month, to: "payment_requested", reason: "")
  }

  /// Something happened that the test did not say.
  package struct Unexpected: Error {
    package let words: [String]
  }

  /// Where the sealed statements of a month stand.
  package func statements(_ period: Period, _ site: Site) throws -> [SealedStatement] {
    let session = try database.session()
    return try session.transaction { (tx: borrowing Transaction) in
      try StatementStateStore.list(period: period, site: site, in: tx)
    }
  }

  /// Plans, approves and exports what is to be paid; each batch with the bytes of its file.
  package func pay(_ site: Site) throws -> (batches: [String], leftOut: [PlanPayouts.LeftOut]) {
    let plans = try PlanPayouts(database.workplace, by: "ann")(site: site, executionDate: nil)
    let batches = plans.compactMap { $0.batch?.id }
    for batch in batches {
      _ = try Payouts(database.workplace, by: "bea").approve(batch, ifPlan: nil)
      _ = try Payouts(database.workplace, by: "ann").export(batch) { _ in }
    }
    return (batches, plans.flatMap(\.leftOut))
  }

  /// Imports what the bank of a site says.
  package func hear(
    _ site: Site, _ id: String, _ entries: [BankSays.Entry]
  ) throws -> ImportBank.Outcome {
    try ImportBank(database.workplace, by: "ann")(Self.file(site, id, entries))
  }

  /// Imports what a bank answers to a payment file.
  package func hear(_ id: String, _ answers: BankAnswers) throws -> ImportBank.Outcome {
    try ImportBank(database.workplace, by: "ann")(answers.file(id))
  }

  /// What the bank of a site says, as a file.
  package static func file(
    _ site: Site, _ id: String, _ entries: [BankSays.Entry]
  ) -> [UInt8] {
    let bank =
      site == .cn
      ? BankSays(account: chinese, currency: "CNY", entries: entries)
      : BankSays(account: european, currency: "EUR", entries: entries)
    return bank.file(id)
  }
}
