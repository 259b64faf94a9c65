import Amounts
import Bookkeeping
import CivilTime
import Digests
import Marketplace
import Postgres
import Settlement

/// Where a site's journal stands.
package struct JournalEnd: Sendable {
  /// The last number; 0 before the first entry.
  package let number: Int64
  /// The hash of the last batch; nil before the first.
  package let hash: SHA256Digest?
}

/// The journal in the database. Every function runs in the caller's transaction.
package enum LedgerStore {
  /// The chart of accounts, by code.
  package static func accounts(in tx: borrowing Transaction) throws -> [LedgerAccount] {
    try tx.query(Query.Ledger.listAccounts).map { row in
      guard let kind = AccountKind(rawValue: row.text(1)) else {
        preconditionFailure("account \(row.text(0)) has the kind \(row.text(1))")
      }
      return LedgerAccount(
        code: row.text(0), kind: kind, name: row.text(2), chineseName: row.text(3),
        isPerPartner: row.bool(4))
    }
  }

  /// The posting rules; rows of events that this engine does not know are left out.
  package static func rules(in tx: borrowing Transaction) throws -> PostingRules {
    PostingRules(
      try tx.query(Query.Ledger.listPostingRules).compactMap { row in
        guard let event = JournalEvent(rawValue: row.text(0)),
          let component = Component(rawValue: row.text(1))
        else { return nil }
        return PostingRule(
          event: event, component: component, debit: row.text(2), credit: row.text(3))
      })
  }

  /// Waits until nobody else posts for the site, and says where its journal stands.
  package static func lock(_ site: Site, in tx: borrowing Transaction) throws -> JournalEnd {
    try tx.query(Query.Ledger.lockJournal, [.text(site.rawValue)], within: .seconds(600))
    guard let last = try tx.query(Query.Ledger.findLastBatch, [.text(site.rawValue)]).first else {
      return JournalEnd(number: 0, hash: nil)
    }
    return JournalEnd(number: last.int64(0), hash: SHA256Digest(bytes: last.bytes(1)))
  }

  /// Sealed statements of a site's runs that have no entry, by period and id.
  package static func unpostedStatements(
    of site: Site, in tx: borrowing Transaction
  ) throws -> [(head: EntryHead, figures: SealedFigures)] {
    let rows = try tx.query(
      Query.Ledger.listUnpostedStatements, [.text(site.rawValue)], within: .seconds(600))
    // Runs that were submitted before their vouchers were counted then.
    var counted: [Int32: [Int32: MinorUnits]] = [:]
    for run in Set(rows.filter { $0.optionalInt64(17) == nil }.map { $0.int32(15) }) {
      counted[run] = try vouchersBorne(in: run, in: tx)
    }
    return rows.map { row in
      let tab = row.text(3)
      var figures = SealedFigures(
        isOfMerchant: row.int16(5) == Role.merchant.rawValue,
        isGeneral: tab == Tab.general.code)
      figures.share = row.int64(6)
      figures.providers = row.int64(7)
      figures.resellers = row.int64(8)
      figures.operators = row.int64(9)
      figures.taxes = row.int64(10)
      figures.platform = row.int64(11)
      figures.incentives = row.int64(12)
      figures.adjustments = row.int64(13)
      figures.feeCredits = row.int64(14)
      figures.vouchersBorne =
        row.optionalInt64(17) ?? counted[row.int32(15)]?[row.int32(16)] ?? 0
      let head = EntryHead(
        event: .seal, source: row.text(0), period: period(row, 1), partnerID: row.text(2), tab: tab,
        currency: currency(row, 4))
      return (head, figures)
    }
  }

  /// Invoices and credit notes of a site that have no entry, by period and id, in minor units: their
  /// tax, negative on a credit note, and the fee that one asked for gives back.
  package static func unpostedInvoices(
    of site: Site, in tx: borrowing Transaction
  ) throws -> [(head: EntryHead, tax: MinorUnits, feeCredited: MinorUnits)] {
    try tx.query(Query.Ledger.listUnpostedInvoices, [.text(site.rawValue)]).map { row in
      let head = EntryHead(
        event: .invoice, source: row.text(0), period: period(row, 1), partnerID: row.text(2),
        tab: "", currency: currency(row, 3))
      return (head, row.int64(4), row.int64(5))
    }
  }

  /// Writes entries as one batch behind the end of a site's journal; the server verifies at commit
  /// that it is sound.
  ///
  /// - Parameter end: What ``lock(_:in:)`` answered in this transaction.
  /// - Returns: Where the journal stands then.
  package static func append(
    _ entries: [JournalEntry], of site: Site, behind end: JournalEnd, by actor: String,
    at now: Instant, in tx: borrowing Transaction
  ) throws -> JournalEnd {
    precondition(!entries.isEmpty, "a batch of no entries")
    let first = end.number + 1
    let last = end.number + Int64(entries.count)
    let hashes = entryHashes(of: entries, of: site, from: first)
    let hash = SHA256.digest(of: (end.hash?.bytes ?? []) + hashes)
    try tx.query(
      Query.Ledger.insertBatch,
      [
        .text(site.rawValue), .int64(first), .int64(last), .text(actor),
        .timestamp(now.microseconds), end.hash.map { .bytes($0.bytes) } ?? .null,
        .bytes(hash.bytes), .bytes(hashes),
      ])
    try tx.copyIn(
      into: "settlement.journal_entry",
      columns: [
        "site", "entry_no", "period", "event", "source", "partner_id", "tab", "currency",
        "account_codes", "amounts",
      ]
    ) { (writer: inout CopyWriter) in
      for (offset, entry) in entries.enumerated() {
        let postings = entry.postings
        try writer.startRow(fields: 10)
        try writer.text(site.rawValue)
        try writer.int64(first + Int64(offset))
        try writer.int32(entry.head.period.yyyymm)
        try writer.text(entry.head.event.rawValue)
        try writer.text(entry.head.source)
        try writer.text(entry.head.partnerID)
        try writer.text(entry.head.tab)
        try writer.text(entry.head.currency.code)
        try writer.textArray(count: postings.count) { postings[$0].account }
        try writer.int64Array(count: postings.count) { postings[$0].debit - postings[$0].credit }
      }
    }
    return JournalEnd(number: last, hash: hash)
  }

  /// The hash of each entry in order, 32 bytes each; behind the hash of the batch before they make
  /// that of the batch.
  private static func entryHashes(
    of entries: [JournalEntry], of site: Site, from first: Int64
  ) -> [UInt8] {
    var hashes: [UInt8] = []
    hashes.reserveCapacity(32 * entries.count)
    var content: [UInt8] = []
    var digest = SHA256()
    for (offset, entry) in entries.enumerated() {
      content.removeAll(keepingCapacity: true)
      entry.append(site, first + Int64(offset), to: &content)
      content.withUnsafeBytes { digest.update($0) }
      hashes += digest.finish().bytes
    }
    return hashes
  }

  static func period(_ row: Row, _ column: Int) -> Period {
    guard let period = Period(yyyymm: row.int32(column)) else {
      preconditionFailure("\(row.int32(column)) is no period")
    }
    return period
  }

  static func currency(_ row: Row, _ column: Int) -> Currency {
    guard let currency = Currency(code: row.text(column)) else {
      preconditionFailure("\(row.text(column)) is no currency")
    }
    return currency
  }
}

extension JournalEntry {
  /// Appends what is hashed of it, the same bytes as in `settlement.entry_hashes`: every text behind
  /// its length, so that two different entries never have the same.
  fileprivate func append(_ site: Site, _ number: Int64, to bytes: inout [UInt8]) {
    bytes.append(prefixed: site.rawValue)
    bytes.append(bigEndian: number)
    bytes.append(bigEndian: head.period.yyyymm)
    bytes.append(prefixed: head.event.rawValue)
    bytes.append(prefixed: head.source)
    bytes.append(prefixed: head.partnerID)
    bytes.append(prefixed: head.tab)
    bytes.append(prefixed: head.currency.code)
    for posting in postings {
      bytes.append(prefixed: posting.account)
      bytes.append(bigEndian: posting.debit)
      bytes.append(bigEndian: posting.credit)
    }
  }
}
