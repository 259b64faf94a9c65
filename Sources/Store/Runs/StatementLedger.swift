import Amounts
import Marketplace
import Settlement

/// Running totals of every statement of a run; its size grows with accounts, not with lines.
///
/// One entry per account and currency. Accounts are dense numbers, so finding an entry is one array
/// access; further currencies of an account are chained.
package struct StatementLedger: Sendable {
  private struct Entry: Sendable {
    let account: Int
    let number: Int32
    var next: Int32
    var totals: StatementTotals
  }

  private var heads: [Int32]
  private var entries: [Entry] = []
  /// The numbers of currencies within an account: a statement number is the same in every shard.
  private static let currencies: [Currency: Int32] = Dictionary(
    uniqueKeysWithValues: Currency.all.enumerated().map { ($1, Int32($0)) })

  /// - Parameter accounts: The number of accounts in the catalogue.
  package init(accounts: Int) {
    precondition(
      accounts < Int(Int32.max) / Self.currencies.count, "too many accounts: \(accounts)")
    heads = Array(repeating: -1, count: accounts)
  }

  /// The number of the statement of an account in a currency, the same on every run and shard.
  package static func number(account: Int, currency: Currency) -> Int32 {
    guard let ordinal = currencies[currency] else {
      preconditionFailure("currency \(currency.code) is not in the table")
    }
    return Int32(account) * Int32(currencies.count) + ordinal
  }

  /// The position of an entry, made on first use; stays valid.
  package mutating func position(account: Int, currency: Currency) -> Int {
    var last = heads[account]
    while last >= 0 {
      if entries[Int(last)].totals.currency == currency { return Int(last) }
      last = entries[Int(last)].next
    }
    let position = entries.count
    entries.append(
      Entry(
        account: account, number: Self.number(account: account, currency: currency),
        next: heads[account], totals: StatementTotals(currency: currency)))
    heads[account] = Int32(position)
    return position
  }

  /// Asks memory for where the totals of an account are found, without waiting for it.
  func fetch(account: Int) {
    let size = MemoryLayout<Int32>.size
    heads.withUnsafeBytes { Memory.fetch($0, at: size * account, count: size) }
  }

  /// Asks memory for the totals of an account in its latest currency, without waiting for them.
  func fetch(totalsOf account: Int) {
    let head = Int(heads[account])
    if head < 0 { return }
    let size = MemoryLayout<Entry>.stride
    entries.withUnsafeBytes { Memory.fetch($0, at: size * head, count: size) }
  }

  /// The number of the statement at a position.
  package func number(at position: Int) -> Int32 {
    entries[position].number
  }

  /// Adds a line to the totals of its statement. Rule 7.3.
  package mutating func add(
    _ fact: borrowing WalkedFact, leg: Leg, price: borrowing Price, platform: MinorUnits,
    digest: LineSetDigest, at position: Int
  ) {
    func add(to sums: inout LineSums) {
      switch fact.role {
      case .merchant:
        sums.add(
          sales: fact.sales, voucher: fact.voucher, price: price, provider: fact.providerRole,
          platform: platform)
      case .csp, .reseller, .operator:
        sums.add(sales: fact.sales, voucher: fact.voucher, amount: leg.amount)
      }
    }
    switch fact.kind {
    case .order, .usage: add(to: &entries[position].totals.orders)
    case .refund: add(to: &entries[position].totals.refunds)
    case .adjustment, .incentive:
      preconditionFailure("an adjustment or incentive is a whole line")
    }
    entries[position].totals.digest.add(digest)
  }

  /// Adds an adjustment or incentive. Rules 7.3 and 10 (8.4).
  package mutating func add(_ line: WholeLine, digest: LineSetDigest, at position: Int) {
    switch line.kind {
    case .adjustment: entries[position].totals.adjustments.add(line.amount)
    case .incentive: entries[position].totals.incentives.add(line.amount)
    case .order, .refund, .usage: preconditionFailure("\(line.kind) is divided, not whole")
    }
    entries[position].totals.digest.add(digest)
  }

  /// Adds what another shard has summed.
  package mutating func add(_ other: StatementLedger) {
    for entry in other.entries {
      let position = position(account: entry.account, currency: entry.totals.currency)
      entries[position].totals.add(entry.totals)
    }
  }

  /// The totals with their statement numbers, by number: by partner, tab and currency.
  package var statements: [(number: Int32, account: Int, totals: StatementTotals)] {
    entries.map { ($0.number, $0.account, $0.totals) }.sorted { $0.0 < $1.0 }
  }
}

/// How many facts wait for which reasons, and what they come to. Contract 3, `pending`.
package struct PendingCounts: Sendable {
  /// Facts that are counted together.
  package struct Key: Hashable, Sendable {
    package let account: Int
    package let currency: Currency
    package let reasons: PendingReasons

    package init(account: Int, currency: Currency, reasons: PendingReasons) {
      self.account = account
      self.currency = currency
      self.reasons = reasons
    }
  }

  package private(set) var counts: [Key: (facts: Int, amount: Int128)] = [:]

  package init() {}

  /// How many facts wait in all.
  package var total: Int { counts.values.reduce(0) { $0 + $1.facts } }

  package mutating func add(facts: Int, amount: Int128, to key: Key) {
    let known = counts[key] ?? (0, 0)
    counts[key] = (known.facts + facts, known.amount + amount)
  }

  /// Adds what another shard has counted.
  package mutating func add(_ other: PendingCounts) {
    for (key, count) in other.counts { add(facts: count.facts, amount: count.amount, to: key) }
  }

  /// Takes a counted cause back, to file its facts under more reasons; nil when there is none.
  package mutating func remove(_ key: Key) -> (facts: Int, amount: Int128)? {
    counts.removeValue(forKey: key)
  }
}
