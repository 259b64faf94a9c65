import Amounts
import Documents
import Postgres
import Settlement
import Store

/// All reasons for which two runs differ, largest first; they add up to the difference.
package struct RunChanges: Sendable {
  /// The nets of all statements in one currency.
  package struct Sum: Sendable, Equatable {
    package let currency: Currency
    package let before: Total
    package let after: Total
    /// Of all changes: after less before.
    package let change: Total
  }

  package let changes: [RunChange]
  package let sums: [Sum]

  /// - Parameters:
  ///   - run: The run looked at.
  ///   - other: What it is compared with.
  init(
    _ run: RunRecord, against other: RunRecord, in tx: borrowing Transaction
  ) throws {
    let after = try Side(run, in: tx)
    let before = try Side(other, in: tx)
    let context = ChangeContext(waivers: (after.waivers, before.waivers))
    var changes: [RunChange] = []
    if run.period == other.period {
      let records = try RunChangeStore.lineChanges(of: run.number, against: other.number, in: tx)
      let shared = records.filter { before.nets[$0.key] != nil && after.nets[$0.key] != nil }
      changes += shared.compactMap { RunChange($0, context) }
    } else {
      changes += Self.months(
        try RunChangeStore.productSums(of: other.number, in: tx),
        try RunChangeStore.productSums(of: run.number, in: tx), before, after, context)
    }
    for key in Set(before.nets.keys).union(after.nets.keys) {
      changes += Self.statement(key, before, after)
    }
    self.changes = changes.sorted {
      ($1.change.magnitude, $0.key.partnerID, $0.key.tab, $0.productID, $0.reason.rawValue)
        < ($0.change.magnitude, $1.key.partnerID, $1.key.tab, $1.productID, $1.reason.rawValue)
    }
    sums = Self.sums(before, after, changes)
  }

  /// What a run knows of its statements.
  private struct Side {
    let nets: [StatementKey: (net: MinorUnits, opening: MinorUnits, lines: Int64)]
    let pending: [StatementKey: PendingReasons]
    let waivers: [String: (total: MinorUnits, increment: Rate)]

    init(_ run: RunRecord, in tx: borrowing Transaction) throws {
      nets = Dictionary(
        try StatementStore.list(run: run.number, in: tx).map {
          (
            StatementKey(partnerID: $0.partnerID, tab: $0.tab, currency: $0.currency),
            ($0.net, $0.opening, $0.lineCount)
          )
        }, uniquingKeysWith: { first, _ in first })
      var pending: [StatementKey: PendingReasons] = [:]
      for record in try RunStore.pending(of: run.number, in: tx) {
        guard let currency = Currency(code: record.currency) else { continue }
        let key = StatementKey(partnerID: record.partnerID, tab: record.tab, currency: currency)
        pending[key, default: []].formUnion(record.reasons)
      }
      self.pending = pending
      waivers = Dictionary(
        try RunChangeStore.waivers(of: run.number, in: tx).map {
          ("\($0.productID) \($0.currency)", ($0.total, $0.increment))
        }, uniquingKeysWith: { first, _ in first })
    }

    /// Why there is no such statement.
    func absence(of key: StatementKey) -> String {
      pending[key].map { "waiting: \($0.text)" } ?? "there was nothing to bill"
    }
  }

  /// The products of statements that both months have, one by one.
  private static func months(
    _ old: [ProductSums], _ new: [ProductSums], _ before: Side, _ after: Side,
    _ context: ChangeContext
  ) -> [RunChange] {
    struct Place: Hashable {
      let key: StatementKey
      let productID: String
    }
    var pairs: [Place: (before: ProductSums?, after: ProductSums?)] = [:]
    for sums in old { pairs[Place(key: sums.key, productID: sums.productID)] = (sums, nil) }
    for sums in new {
      let place = Place(key: sums.key, productID: sums.productID)
      pairs[place] = (pairs[place]?.before, sums)
    }
    return pairs.filter { before.nets[$0.key.key] != nil && after.nets[$0.key.key] != nil }
      .flatMap { RunChange.parts(before: $0.value.before, after: $0.value.after, context) }
  }

  /// A statement that only one run makes, whole; else what its balance brings.
  private static func statement(
    _ key: StatementKey, _ before: Side, _ after: Side
  ) -> [RunChange] {
    func change(
      _ reason: ChangeReason, _ lines: Int64, _ change: Int128, _ detail: String
    ) -> [RunChange] {
      change == 0
        ? []
        : [
          RunChange(
            key: key, productID: "", reason: reason, lines: lines, change: change, detail: detail)
        ]
    }
    switch (before.nets[key], after.nets[key]) {
    case (nil, let new?):
      return change(
        .statementAppeared, new.lines, Int128(new.net), "before: \(before.absence(of: key))")
    case (let old?, nil):
      return change(
        .statementGone, old.lines, -Int128(old.net), "now: \(after.absence(of: key))")
    case (let old?, let new?):
      let (was, now) = (old.opening, new.opening)
      return change(
        .openingBalance, 0, Int128(now) - Int128(was),
        "\(Money(minorUnits: was, currency: key.currency).decimalText) -> "
          + "\(Money(minorUnits: now, currency: key.currency).decimalText)")
    case (nil, nil): return []
    }
  }

  private static func sums(
    _ before: Side, _ after: Side, _ changes: [RunChange]
  ) -> [Sum] {
    var totals: [Currency: (before: Int128, after: Int128)] = [:]
    for (key, value) in before.nets {
      totals[key.currency, default: (0, 0)].before += Int128(value.net)
    }
    for (key, value) in after.nets {
      totals[key.currency, default: (0, 0)].after += Int128(value.net)
    }
    return totals.sorted { $0.key < $1.key }.map { currency, total in
      let change = changes.filter { $0.key.currency == currency }.reduce(0) { $0 + $1.change }
      precondition(
        change == total.after - total.before,
        "the changes in \(currency.code) come to \(change), not \(total.after - total.before)")
      return Sum(
        currency: currency, before: Total(minorUnits: total.before, currency: currency),
        after: Total(minorUnits: total.after, currency: currency),
        change: Total(minorUnits: change, currency: currency))
    }
  }
}

extension Listing {
  /// Why two runs differ, largest first.
  package init(changes: RunChanges, limit: Int) {
    let sums = changes.sums.map {
      "\($0.currency.code) \($0.before.groupedText) -> \($0.after.groupedText)"
    }
    let count = changes.changes.count
    self.init(
      "changes", of: Array(changes.changes.prefix(limit)),
      [
        ListedColumn("partner_id", .text) { .text($0.key.partnerID) },
        ListedColumn("tab", .text) { .text($0.key.tab) },
        ListedColumn("currency", .text) { .text($0.key.currency.code) },
        ListedColumn("product_id", .text) {
          $0.productID.isEmpty ? .empty : .text($0.productID)
        },
        ListedColumn("reason", .text) { .text($0.reason.rawValue) },
        ListedColumn("lines", .integer) { .integer($0.lines) },
        ListedColumn("change", .amount) { change in
          TableCell(
            MinorUnits(exactly: change.change).map {
              Money(minorUnits: $0, currency: change.key.currency)
            })
        },
        ListedColumn("detail", .text) { .text($0.detail) },
      ],
      summary: (sums.isEmpty ? "" : sums.joined(separator: ", ") + "; ")
        + (count > limit
          ? "\(counted(count, "change")), the first \(limit) are listed"
          : counted(count, "change")))
  }
}
