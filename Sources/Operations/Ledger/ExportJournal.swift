import Amounts
import Bookkeeping
import CivilTime
import Marketplace
import Postgres
import Store

/// `export journal --format hledger|beancount`: the books of a period as plain text. Contract 3.
package struct ExportJournal: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// Writes what was brought forward, every entry, and the balances at the end as exact assertions.
  ///
  /// - Parameters:
  ///   - site: Nil for all.
  ///   - write: Is given the text piece by piece.
  /// - Returns: The number of entries.
  package func callAsFunction(
    period: Period, site: Site?, dialect: BookDialect, to write: (String) throws -> Void
  ) throws -> Int {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      let books = PlainTextBooks(dialect, of: period)
      let chart = try LedgerStore.accounts(in: tx)
      let kinds = Dictionary(uniqueKeysWithValues: chart.map { ($0.code, $0.kind) })
      let perPartner = Set(chart.filter(\.isPerPartner).map(\.code))
      let balances = try LedgerStore.balances(of: period, site: site, isByPartner: true, in: tx)
      let accounts = balances.map { balance in
        (
          posting: BookPosting(
            account: BookAccount(
              kind: balance.kind, code: balance.account, site: balance.site.rawValue,
              partner: perPartner.contains(balance.account)
                ? (balance.partnerID, balance.tab) : nil),
            amount: Money(minorUnits: balance.broughtForward, currency: balance.currency)),
          closing: Money(minorUnits: balance.closing, currency: balance.currency)
        )
      }
      try write(books.opening(accounts))
      var count = 0
      var lines = try LedgerStore.postings(of: period, site: site, in: tx)[...]
      while let first = lines.first {
        let entry = lines.prefix { $0.site == first.site && $0.number == first.number }
        lines = lines.dropFirst(entry.count)
        count += 1
        try write(
          books.entry(
            number: "\(first.site.rawValue)-\(first.number)", first.event, first.source,
            entry.map { line in
              guard let kind = kinds[line.account] else {
                preconditionFailure("account \(line.account) is posted to and not in the chart")
              }
              return BookPosting(
                account: BookAccount(
                  kind: kind, code: line.account, site: line.site.rawValue,
                  partner: line.isPerPartner ? (line.partnerID, line.tab) : nil),
                amount: Money(minorUnits: line.debit - line.credit, currency: line.currency))
            }))
      }
      try write(books.closing(accounts))
      return count
    }
  }
}
