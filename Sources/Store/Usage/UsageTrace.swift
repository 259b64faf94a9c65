import Amounts
import CivilTime
import Marketplace
import Metering
import Postgres

/// How one usage line came to be: the runs that saw its records rate them again, by the same
/// function, with a recorder. Rules 4.1 to 4.6.
package struct UsageTrace: Sendable {
  /// The steps in the order of rating, the amount last.
  package private(set) var steps: [DerivationStep] = []
  /// The records of the line, and those of its month that are not charged, in the order of rating.
  package private(set) var records: [Record] = []
  /// The line; nil where none of that number was formed.
  package private(set) var line: UsageLine?

  /// A record that went into the line, or was found abnormal beside it.
  package struct Record: Sendable {
    package let record: UsageRecord
    /// The run that first saw it, by its place in the chain.
    package let chainNumber: Int32
    /// Why it is not charged, or not wholly; nil of others.
    package let code: AbnormalCode?
  }

  /// A line of more records has its sum without its summands.
  private static let mostSummands = 1000

  /// Traces a line of an instance.
  ///
  /// - Parameters:
  ///   - runs: The runs that can have seen records, ascending: sealed ones, then perhaps the one that
  ///     is being looked at.
  /// - Throws: `AmountError.overflow` where a run refused the instance, or the server's reason.
  package init(
    instance id: String, month: Period, number: Int, runs: [SealedRun],
    in tx: borrowing Transaction
  ) throws {
    let facts = try InstanceHistory(id, in: tx)
    guard let plan = facts.plan else { return }
    var carried: [UsageCounter] = []
    var formed: [UsageLine] = []
    var seenUpTo = Instant(microseconds: .min)
    for (place, run) in runs.enumerated() {
      var meter = InstanceMeter()
      meter.packages = facts.packages
      meter.carried = carried
      meter.records = facts.records(until: run.asOf, seenUpTo: seenUpTo)
      var derivation = Derivation()
      try meter.rate(
        plan, openedAt: facts.openedAt, closedAt: facts.closedAt, recorder: &derivation)
      carried += meter.counters
      if let part = meter.parts.first(where: { $0.month == month }) {
        let before = formed
        try SealedChain(Array(runs[..<place])).add(part, to: &formed, formed: formed.count)
        if let line = formed.first(where: { $0.number == number }), !before.contains(line) {
          self.line = line
          keep(meter, derivation, of: run, month)
        }
      }
      seenUpTo = max(seenUpTo, run.asOf)
    }
    try explainAmount(in: plan.currency)
  }

  /// Keeps what a run told about the records of a month.
  private mutating func keep(
    _ meter: InstanceMeter, _ derivation: Derivation, of run: SealedRun, _ month: Period
  ) {
    let codes = Dictionary(
      meter.abnormal.map { ($0.id, $0.code) }, uniquingKeysWith: { first, _ in first })
    for record in meter.records where !record.isSeen && month.contains(record.begin) {
      records.append(
        Record(record: record, chainNumber: run.chainNumber, code: codes[record.id]))
      let name = "record \(record.id)"
      steps += derivation.steps.filter { $0.name == name || $0.name.hasPrefix("\(name) ") }
    }
  }

  /// Adds the step that rounds the sum once. Rule 4.6.
  private mutating func explainAmount(in currency: Currency) throws(AmountError) {
    guard let line else { return }
    var derivation = Derivation()
    let priced = steps.filter { $0.rule == "4.5" }
    try line.part.explain(
      in: currency,
      summands: priced.count <= Self.mostSummands ? priced.map(\.exact.text) : [],
      recorder: &derivation)
    steps += derivation.steps
  }
}

/// One instance with its plan, packages and records, read by key.
private struct InstanceHistory {
  private(set) var plan: PricePlan?
  private(set) var openedAt = Instant(microseconds: .min)
  private(set) var closedAt: Instant?
  private(set) var packages: [UsagePackage] = []
  private var records: [UsageRecord] = []

  init(_ id: String, in tx: borrowing Transaction) throws {
    guard let row = try tx.query(Query.Usage.findInstance, [.text(id)]).first else { return }
    plan = try PriceShelf(only: row.text(0), in: tx)[row.text(0)].get()
    openedAt = Instant(microseconds: row.microseconds(1))
    closedAt = row.optionalMicroseconds(2).map { Instant(microseconds: $0) }
    var places: [String: Int32] = [:]
    for row in try tx.query(Query.Usage.listPackagesOfInstance, [.text(id)]) {
      guard let reset = QuotaReset(code: row.text(2)) else { continue }
      places[row.text(0)] = Int32(packages.count)
      packages.append(
        UsagePackage(
          quota: try scaledInteger(parsing: row.text(1), decimals: quantityDecimals),
          reset: reset, stopsWhenExhausted: row.bool(3),
          validFrom: Instant(microseconds: row.microseconds(4)),
          validTo: row.optionalMicroseconds(5).map { Instant(microseconds: $0) }))
    }
    for row in try tx.query(Query.Usage.listRecordsOfInstance, [.text(id)]) {
      var package = NamedPackage.none
      if let name = row.optionalText(6) {
        package =
          places[name].map { .own($0) } ?? .foreign(stopsWhenExhausted: row.bool(7))
      }
      records.append(
        UsageRecord(
          id: row.int64(0), begin: Instant(microseconds: row.microseconds(1)),
          end: Instant(microseconds: row.microseconds(2)),
          recordTime: Instant(microseconds: row.microseconds(3)),
          receivedAt: Instant(microseconds: row.microseconds(4)),
          value: try scaledInteger(parsing: row.text(5), decimals: quantityDecimals),
          package: package))
    }
  }

  /// What a run takes part in, marked where a run before it saw it.
  func records(until asOf: Instant, seenUpTo: Instant) -> [UsageRecord] {
    records.filter { $0.receivedAt <= max(asOf, seenUpTo) }.map { record in
      var record = record
      record.isSeen = record.receivedAt <= seenUpTo
      if record.isSeen, record.flaw == nil {
        record.flaw = AbnormalCode.ofInstance(
          openedAt: openedAt, closedAt: closedAt, begin: record.begin, end: record.end)
      }
      return record
    }
  }
}
