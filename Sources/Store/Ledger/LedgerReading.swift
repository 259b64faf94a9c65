import Amounts
import Bookkeeping
import CivilTime
import Marketplace
import Postgres

/// The balance of an account in a period, minor units, debit positive.
package struct AccountBalance: Sendable, Equatable {
  package let site: Site
  package let currency: Currency
  /// The code of the account, and its English name in the chart.
  package let account: String
  package let name: String
  package let kind: AccountKind
  /// Empty where the account is not kept by partner, or it was not asked for.
  package let partnerID: String
  package let tab: String
  /// The balance at the end of the period before.
  package let broughtForward: MinorUnits
  package let debit: MinorUnits
  package let credit: MinorUnits
  /// The balance at the end of the period.
  package var closing: MinorUnits { broughtForward + debit - credit }
}

/// A posting with the entry that it belongs to.
package struct PostedLine: Sendable, Equatable {
  package let site: Site
  /// Of the entry, from 1 on each site.
  package let number: Int64
  package let period: Period
  /// The word of ``JournalEvent``.
  package let event: String
  package let source: String
  package let partnerID: String
  package let tab: String
  package let currency: Currency
  /// From 1 within the entry.
  package let place: Int16
  package let account: String
  package let accountName: String
  /// Whether the account is kept by partner and tab.
  package let isPerPartner: Bool
  /// Minor units; one of the two is zero.
  package let debit: MinorUnits
  package let credit: MinorUnits
}

/// Something in the journal that is not as it was posted, or not as the statements say.
package struct LedgerFlaw: Sendable, Equatable {
  /// Stable, for scripts: `chain_broken`.
  package let code: String
  package let site: Site
  /// The entry, or the first of the batch; 0 where it is a matter of neither.
  package let number: Int64
  package let sentence: String
}

extension LedgerStore {
  /// Balances of a period, by site, currency and account.
  ///
  /// - Parameters:
  ///   - site: Nil for all.
  ///   - isByPartner: Accounts that are kept by partner and tab are listed so.
  ///   - account: Only this one; nil for all.
  package static func balances(
    of period: Period, site: Site?, isByPartner: Bool, account: String? = nil,
    in tx: borrowing Transaction
  ) throws -> [AccountBalance] {
    try tx.query(
      Query.Ledger.listBalances,
      [
        .text(site?.rawValue ?? ""), .int32(period.yyyymm), .bool(isByPartner),
        .text(account ?? ""),
      ], within: .seconds(600)
    ).map { row in
      guard let kind = AccountKind(rawValue: row.text(4)) else {
        preconditionFailure("account \(row.text(2)) has the kind \(row.text(4))")
      }
      return AccountBalance(
        site: self.site(row, 0), currency: currency(row, 1), account: row.text(2),
        name: row.text(3), kind: kind, partnerID: row.text(5), tab: row.text(6),
        broughtForward: row.int64(7), debit: row.int64(8), credit: row.int64(9))
    }
  }

  /// The postings of a period, by site, entry and place.
  ///
  /// - Parameters:
  ///   - site: Nil for all.
  ///   - source: Only the entries of this statement or document; nil for all.
  package static func postings(
    of period: Period, site: Site?, source: String? = nil, in tx: borrowing Transaction
  ) throws -> [PostedLine] {
    try tx.query(
      Query.Ledger.listPostings,
      [.text(site?.rawValue ?? ""), .int32(period.yyyymm), .text(source ?? "")],
      within: .seconds(600)
    ).map { row in
      PostedLine(
        site: self.site(row, 0), number: row.int64(1), period: self.period(row, 2),
        event: row.text(3), source: row.text(4), partnerID: row.text(5), tab: row.text(6),
        currency: currency(row, 7), place: row.int16(8), account: row.text(9),
        accountName: row.text(10), isPerPartner: row.bool(13), debit: row.int64(11),
        credit: row.int64(12))
    }
  }

  /// What of a site's journal is not as it was posted, by entry: batches of any size by their hash,
  /// their chain, and entries that are changed, missing, unsound or of no batch.
  package static func chainFlaws(
    of site: Site, in tx: borrowing Transaction
  ) throws -> [LedgerFlaw] {
    try tx.query(
      Query.Ledger.listFlaws, [.text(site.rawValue)], within: .seconds(3600)
    ).map {
      LedgerFlaw(code: $0.text(0), site: site, number: $0.int64(1), sentence: $0.text(2))
    }
  }

  /// Batches that the audit trail says were posted to a site's journal and that it has not, or not so,
  /// by their first entry.
  package static func lostBatches(
    of site: Site, in tx: borrowing Transaction
  ) throws -> [LedgerFlaw] {
    try tx.query(
      Query.Ledger.listLostBatches, [.text(site.rawValue)], within: .seconds(600)
    ).map {
      LedgerFlaw(code: "batch_lost", site: site, number: $0.int64(0), sentence: $0.text(1))
    }
  }

  /// Everything that is wrong with a site's books: the journal, and accounts that differ.
  package static func flaws(
    of site: Site, in tx: borrowing Transaction
  ) throws -> [LedgerFlaw] {
    try chainFlaws(of: site, in: tx) + accountFlaws(of: site, in: tx)
  }

  /// Accounts of a site that differ from its statements, payouts or vouchers.
  package static func accountFlaws(
    of site: Site, in tx: borrowing Transaction
  ) throws -> [LedgerFlaw] {
    let differences = try tx.query(
      Query.Ledger.listPostedDifferences, [.text(site.rawValue)], within: .seconds(600)
    ).map { row in
      let currency = currency(row, 2)
      let stated = Money(minorUnits: row.int64(3), currency: currency)
      let posted = Money(minorUnits: row.int64(4), currency: currency)
      return LedgerFlaw(
        code: "partner_differs", site: site, number: 0,
        sentence: "partner \(row.text(0)), tab \(row.text(1)): its sealed statements come to"
          + " \(stated), the books to \(posted)")
    }
    let payments = try tx.query(
      Query.Ledger.listPaymentDifferences, [.text(site.rawValue)], within: .seconds(600)
    ).map { row in
      LedgerFlaw(
        code: "payout_differs", site: site, number: 0,
        sentence: "\(row.text(0)) of \(row.text(1)): the bank booked \(row.int64(2)) minor units,"
          + " the books have \(row.int64(3))")
    }
    return try differences + payments + voucherFlaws(of: site, in: tx)
  }

  private static func site(_ row: Row, _ column: Int) -> Site {
    guard let site = Site(rawValue: row.text(column)) else {
      preconditionFailure("\(row.text(column)) is no site")
    }
    return site
  }
}
