import Amounts
import CivilTime
import Digests
import Marketplace
import Postgres
import Settlement

/// What one shard of a draft has read, written and found.
package struct ShardOutcome: Sendable {
  package var factsRead = 0
  package var linesWritten = 0
  package var rejected = 0
  package var ledger: StatementLedger
  /// Totals of ready lines that are not written, because their partner gets no statement. Rule 7.5.
  package var heldLedger: StatementLedger
  package var pending = PendingCounts()
  /// The first facts that break a rule, in the order they were read; `rejected` counts all.
  package var refusals: [RefusedFact] = []
  /// Partners with a fact that breaks a rule, by key.
  package var parked: Set<String> = []
  /// Findings that do not stop a line: `PLATFORM_LOSS` and `REFUND_EXCEEDS_PAID`.
  package var exceptions: [RefusedFact] = []
  /// Whether terms priced a line, by index.
  package var usedTerms: [Bool]

  package init(catalogue: Catalogue) {
    ledger = StatementLedger(accounts: catalogue.accounts.count)
    heldLedger = ledger
    usedTerms = Array(repeating: false, count: catalogue.terms.count)
  }

  /// Adds what another shard has found.
  package mutating func add(_ other: ShardOutcome) {
    factsRead += other.factsRead
    linesWritten += other.linesWritten
    rejected += other.rejected
    ledger.add(other.ledger)
    heldLedger.add(other.heldLedger)
    pending.add(other.pending)
    refusals += other.refusals
    parked.formUnion(other.parked)
    exceptions += other.exceptions
    for index in usedTerms.indices where other.usedTerms[index] { usedTerms[index] = true }
  }
}

/// Writes ready facts as lines and counts the others: the sink of a draft, and of a trial run that
/// only wants the totals. Rules 3 to 7.
struct DraftSink: FactSink, ~Copyable {
  /// Refusals and exceptions beyond this are counted and not described.
  static let describedLimit = 10_000

  private let run: RunTerms
  /// Reasons for which a partner gets no statement, by partner index. Rule 7.5.
  private let withheld: [PendingReasons]
  /// Of each version of the terms, 32 bytes each, one after the other.
  private let fingerprints: [UInt8]
  /// The lines that wait to be taken over by whoever writes them.
  var encoder: LineEncoder
  var outcome: ShardOutcome

  init(
    run: RunTerms, runNumber: Int32, withheld: [PendingReasons], fingerprints: [SHA256Digest]
  ) {
    self.run = run
    self.withheld = withheld
    self.fingerprints = fingerprints.flatMap(\.bytes)
    encoder = LineEncoder(runNumber: runNumber)
    outcome = ShardOutcome(catalogue: run.catalogue)
  }

  mutating func ready(_ fact: borrowing WalkedFact, price: borrowing Price) throws {
    let product = run.catalogue.products[fact.product]
    guard let terms = fact.terms else {
      preconditionFailure("a priced fact has no terms")
    }
    let platform = try price.legs.platform()
    if platform < 0, fact.kind == .order { note(loss: platform, of: fact, product) }
    guard withheld[product.merchant].isEmpty else {
      let position = outcome.heldLedger.position(
        account: product.account, currency: fact.currency)
      outcome.heldLedger.add(
        fact, price: price, platform: platform, digest: LineSetDigest(), at: position)
      return
    }
    let position = outcome.ledger.position(account: product.account, currency: fact.currency)
    let period =
      fact.readyAt >= run.period.start ? run.period : Period(containing: fact.readyAt)
    encoder.append(
      fact, price: price, platform: platform, statement: outcome.ledger.number(at: position),
      terms: terms, period: period)
    outcome.ledger.add(
      fact, price: price, platform: platform,
      digest: digest(terms: terms), at: position)
    outcome.usedTerms[terms] = true
    outcome.linesWritten += 1
  }

  private mutating func digest(terms: Int) -> LineSetDigest {
    fingerprints.withUnsafeBytes { bytes in
      encoder.digest(
        terms: UnsafeRawBufferPointer(rebasing: bytes[(32 * terms)..<(32 * terms + 32)]))
    }
  }

  mutating func pending(_ fact: borrowing WalkedFact, reasons: PendingReasons) throws {
    let product = run.catalogue.products[fact.product]
    outcome.pending.add(
      facts: 1, amount: Int128(fact.price?.legs.merchant ?? 0),
      to: PendingCounts.Key(
        account: product.account, currency: fact.currency, reasons: reasons))
    if reasons.contains(.refundExceedsPaid) { note(excessOf: fact, product) }
  }

  mutating func refused(_ fact: RefusedFact) {
    outcome.rejected += fact.facts
    if let partner = fact.partnerID { outcome.parked.insert(partner) }
    if outcome.refusals.count < Self.describedLimit { outcome.refusals.append(fact) }
  }

  private mutating func note(
    loss platform: MinorUnits, of fact: borrowing WalkedFact, _ product: Product
  ) {
    guard outcome.exceptions.count < Self.describedLimit else { return }
    let amount = Money(minorUnits: platform, currency: fact.currency).decimalText
    outcome.exceptions.append(
      RefusedFact(
        code: "PLATFORM_LOSS", kind: fact.kind, sourceID: fact.sourceID.text,
        partnerID: run.catalogue.partners[product.merchant].id, facts: 0,
        detail: "order line \(fact.sourceID.text) leaves the platform "
          + "\(amount) \(fact.currency.code)",
        remedy: "check the terms and the voucher's bearer, then acknowledge it"))
  }

  private mutating func note(excessOf fact: borrowing WalkedFact, _ product: Product) {
    guard outcome.exceptions.count < Self.describedLimit else { return }
    outcome.exceptions.append(
      RefusedFact(
        code: "REFUND_EXCEEDS_PAID", kind: fact.kind, sourceID: fact.sourceID.text,
        partnerID: run.catalogue.partners[product.merchant].id, facts: 0,
        detail: "refund \(fact.sourceID.text) and those before it exceed what order line "
          + "\(fact.orderLineID.text) paid",
        remedy: "correct the refund, then acknowledge it"))
  }
}

/// Sums the paid amounts of products with a monthly waiver before anything is priced. Rule 5.7.
struct WaiverSurvey: FactSink {
  private let catalogue: Catalogue
  var totals: WaiverTotals

  init(catalogue: Catalogue) {
    self.catalogue = catalogue
    totals = WaiverTotals(count: catalogue.waivers.count)
  }

  mutating func ready(_ fact: borrowing WalkedFact, price: borrowing Price) throws {
    guard let terms = fact.terms, let waiver = catalogue.terms[terms].waiver else { return }
    // Refunds of lines billed earlier neither lower X nor reopen the old band.
    if fact.kind == .refund, fact.isOfBilledOrder { return }
    totals.add(price.legs.paid, to: waiver, in: fact.currency)
  }

  mutating func pending(_ fact: borrowing WalkedFact, reasons: PendingReasons) {}
  mutating func refused(_ fact: RefusedFact) {}
}
