import Amounts
import CivilTime
import Documents
import Marketplace
import Postgres
import Store

/// `ledger balance|journal|check`: reads the books.
package struct Ledger: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// The trial balance of a period; debits and credits are equal on each site and in each currency.
  ///
  /// - Parameters:
  ///   - site: Nil for all.
  ///   - account: Only this one, by partner and tab where it is kept so; nil for all, in sum.
  /// - Throws: `Refusal` `.notFound` for an account that is not in the chart.
  package func balance(period: Period, site: Site?, account: String?) throws -> Listing {
    let balances = try read { (tx: borrowing Transaction) in
      if let account {
        let chart = try LedgerStore.accounts(in: tx)
        guard chart.contains(where: { $0.code == account }) else {
          throw Refusal(
            .notFound, "account_not_found", "there is no account \(account)",
            remedy: "the chart has \(chart.map(\.code).joined(separator: ", "))")
        }
      }
      return try LedgerStore.balances(
        of: period, site: site, isByPartner: account != nil, account: account, in: tx)
    }
    return try Listing(
      "balances", of: balances,
      [
        ListedColumn("site", .text) { .text($0.site.rawValue) },
        ListedColumn("account", .text) { .text($0.account) },
        ListedColumn("name", .text) { .text($0.name) },
        ListedColumn("partner_id", .text) { TableCell($0.partnerID.isEmpty ? nil : $0.partnerID) },
        ListedColumn("tab", .text) { TableCell($0.tab.isEmpty ? nil : $0.tab) },
        ListedColumn("currency", .text) { .text($0.currency.code) },
        ListedColumn("brought_forward", .amount) { $0.money($0.broughtForward) },
        ListedColumn("debit", .amount) { $0.money($0.debit) },
        ListedColumn("credit", .amount) { $0.money($0.credit) },
        ListedColumn("balance", .amount) { $0.money($0.closing) },
      ], summary: account == nil ? Self.totals(of: balances) : counted(balances.count, "balance"))
  }

  /// `CNY: debit 1,200.00, credit 1,200.00, all balances together 0.00`, for each currency.
  private static func totals(of balances: [AccountBalance]) throws -> String {
    if balances.isEmpty { return "nothing is posted" }
    return try Set(balances.map(\.currency)).sorted().map { currency in
      let some = balances.filter { $0.currency == currency }
      func sum(_ figure: (AccountBalance) -> MinorUnits) throws -> String {
        try some.reduce(Money.zero(in: currency)) {
          try $0.adding(Money(minorUnits: figure($1), currency: currency))
        }.groupedText
      }
      return "\(currency): debit \(try sum(\.debit)), credit \(try sum(\.credit)),"
        + " all balances together \(try sum(\.closing))"
    }.joined(separator: "; ")
  }

  /// The postings of a period, by site and entry.
  ///
  /// - Parameter source: Only the entries of this statement or invoice; nil for all.
  package func journal(period: Period, site: Site?, source: String?) throws -> Listing {
    let lines = try read { (tx: borrowing Transaction) in
      try LedgerStore.postings(of: period, site: site, source: source, in: tx)
    }
    let entries = Set(lines.map { "\($0.site.rawValue) \($0.number)" }).count
    return Listing(
      "journal", of: lines, Self.columns,
      summary:
        "\(counted(lines.count, "posting")) of \(grouped(entries)) \(entries == 1 ? "entry" : "entries")"
    )
  }

  private static var columns: [ListedColumn<PostedLine>] {
    [
      ListedColumn("site", .text) { .text($0.site.rawValue) },
      ListedColumn("entry", .integer) { .integer($0.number) },
      ListedColumn("period", .text) { .text($0.period.text) },
      ListedColumn("event", .text) { .text($0.event) },
      ListedColumn("source", .text) { .text($0.source) },
      ListedColumn("posting", .integer) { .integer(Int64($0.place)) },
      ListedColumn("account", .text) { .text($0.account) },
      ListedColumn("name", .text) { .text($0.accountName) },
      ListedColumn("partner_id", .text) { TableCell($0.isPerPartner ? $0.partnerID : nil) },
      ListedColumn("tab", .text) { TableCell($0.isPerPartner ? $0.tab : nil) },
      ListedColumn("currency", .text) { .text($0.currency.code) },
      ListedColumn("debit", .amount) { $0.money($0.debit) },
      ListedColumn("credit", .amount) { $0.money($0.credit) },
    ]
  }

  /// What is wrong with the books: entries that are not those that were posted, do not balance or
  /// are missing, and partners whose account differs from their statements.
  ///
  /// - Parameter site: Nil for all.
  package func check(site: Site?) throws -> [LedgerFlaw] {
    try read { (tx: borrowing Transaction) in
      try (site.map { [$0] } ?? Site.allCases).flatMap { try LedgerStore.flaws(of: $0, in: tx) }
    }
  }

  /// Accounts of every site that differ from its statements, payouts or vouchers: what is wrong with
  /// the books beside what `audit verify` says of the journal.
  func accountFlaws() throws -> [LedgerFlaw] {
    try read { (tx: borrowing Transaction) in
      try Site.allCases.flatMap { try LedgerStore.accountFlaws(of: $0, in: tx) }
    }
  }

  /// Flaws in columns.
  package static func listing(_ flaws: [LedgerFlaw]) -> Listing {
    Listing(
      "flaws", of: flaws,
      [
        ListedColumn("code", .text) { .text($0.code) },
        ListedColumn("site", .text) { .text($0.site.rawValue) },
        ListedColumn("entry", .integer) { $0.number == 0 ? .empty : .integer($0.number) },
        ListedColumn("finding", .text) { .text($0.sentence) },
      ],
      summary: flaws.isEmpty
        ? "every entry is as it was posted and balances; partners' accounts agree with statements"
        : counted(flaws.count, "finding"))
  }

  private func read<Result>(
    _ body: (borrowing Transaction) throws -> Result
  ) throws -> Result {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in try body(tx)
    }
  }
}

extension AccountBalance {
  fileprivate func money(_ amount: MinorUnits) -> TableCell {
    .amount(Money(minorUnits: amount, currency: currency))
  }
}

extension PostedLine {
  /// An empty cell for zero: one side of a posting always is.
  fileprivate func money(_ amount: MinorUnits) -> TableCell {
    amount == 0 ? .empty : .amount(Money(minorUnits: amount, currency: currency))
  }
}
