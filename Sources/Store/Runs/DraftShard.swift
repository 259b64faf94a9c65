import Amounts
import CivilTime
import Digests
import Marketplace
import Performance
import Postgres
import Settlement

/// What one shard of a draft has read, written and found.
package struct ShardOutcome: Sendable {
  /// Facts by payee.
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
  /// Whether a provider's terms priced a line, by index.
  package var usedProviderTerms: [Bool]

  package init(catalogue: Catalogue) {
    ledger = StatementLedger(accounts: catalogue.accounts.count)
    heldLedger = ledger
    usedTerms = Array(repeating: false, count: catalogue.terms.count)
    usedProviderTerms = Array(repeating: false, count: catalogue.providers.terms.count)
  }

  /// Adds facts that break a rule before they were walked.
  package mutating func refuse(_ facts: [RefusedFact]) {
    for fact in facts {
      factsRead += fact.facts
      rejected += fact.facts
      if let partner = fact.partnerID { parked.insert(partner) }
    }
    refusals += facts
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
    for index in usedProviderTerms.indices where other.usedProviderTerms[index] {
      usedProviderTerms[index] = true
    }
  }
}

/// Writes ready facts as lines and counts the others: the sink of a draft, and of a trial run that
/// only wants the totals. Rules 3 to 7.
struct DraftSink: FactSink, ~Copyable {
  /// Refusals and exceptions beyond this are counted and not described.
  static let describedLimit = 10_000

  private let run: RunTerms
  /// Reasons for which an account gets no statement, by account index. Rules 7.5 and 7.6.
  private let withheld: [PendingReasons]
  private let fingerprints: Fingerprints
  /// The lines that wait to be taken over by whoever writes them.
  var encoder: LineEncoder
  var outcome: ShardOutcome

  init(
    run: RunTerms, runNumber: Int32, withheld: [PendingReasons], fingerprints: Fingerprints
  ) {
    self.run = run
    self.withheld = withheld
    self.fingerprints = fingerprints
    encoder = LineEncoder(runNumber: runNumber)
    outcome = ShardOutcome(catalogue: run.catalogue)
  }

  mutating func ready(_ fact: borrowing WalkedFact, leg: Leg, price: borrowing Price) throws {
    guard let terms = fact.terms else {
      preconditionFailure("a priced fact has no terms")
    }
    let platform = fact.isMerchants ? try price.platform() : 0
    if platform < 0, fact.kind != .refund { note(loss: platform, of: fact) }
    guard withheld[fact.account].isEmpty else {
      let position = outcome.heldLedger.position(account: fact.account, currency: fact.currency)
      outcome.heldLedger.add(
        fact, leg: leg, price: price, platform: platform, digest: LineSetDigest(), at: position)
      return
    }
    let position = outcome.ledger.position(account: fact.account, currency: fact.currency)
    let period: Period
    if let natural = fact.period {
      period = natural
    } else if fact.readyAt >= run.start {
      period = run.period
    } else {
      period = Period(containing: fact.readyAt)
    }
    encoder.append(
      fact, leg: leg, price: price, platform: platform,
      statement: outcome.ledger.number(at: position), terms: terms, period: period)
    let digest = fingerprints.withBytes(terms: terms, providerTerms: fact.providerTerms) {
      encoder.digest(terms: $0, payeeTerms: $1)
    }
    outcome.ledger.add(
      fact, leg: leg, price: price, platform: platform, digest: digest, at: position)
    if let findings = fact.findings { note(findings, of: fact) }
    outcome.usedTerms[terms] = true
    // The platform's part on the merchant's line depends on them, whether the provider is paid or not.
    if let priced = fact.pricedProviderTerms { outcome.usedProviderTerms[priced] = true }
    outcome.linesWritten += 1
  }

  /// Writes an adjustment or incentive, or counts it as waiting. Rules 8.4 and 9.2.
  mutating func take(_ line: WholeLine, account: Int) {
    outcome.factsRead += 1
    if !line.reasons.isEmpty {
      outcome.pending.add(
        facts: 1, amount: Int128(line.amount),
        to: PendingCounts.Key(
          account: account, currency: line.currency, reasons: line.reasons))
      return
    }
    guard withheld[account].isEmpty else {
      let position = outcome.heldLedger.position(account: account, currency: line.currency)
      outcome.heldLedger.add(line, digest: LineSetDigest(), at: position)
      return
    }
    let position = outcome.ledger.position(account: account, currency: line.currency)
    encoder.append(line, statement: outcome.ledger.number(at: position))
    let digest = encoder.digest(terms: .empty, payeeTerms: .empty)
    outcome.ledger.add(line, digest: digest, at: position)
    outcome.linesWritten += 1
  }

  /// Asks memory for where the next line of a product is written, without waiting for it.
  func fetch(_ product: Product) {
    outcome.ledger.fetch(account: product.account)
    if let latest = product.terms.last { fingerprints.fetch(terms: latest) }
  }

  mutating func pending(_ fact: borrowing WalkedFact, reasons: PendingReasons) throws {
    outcome.pending.add(
      facts: 1, amount: Int128(fact.amount ?? 0),
      to: PendingCounts.Key(
        account: fact.account, currency: fact.currency, reasons: reasons))
    if reasons.contains(.refundExceedsPaid) { note(excessOf: fact) }
  }

  mutating func refused(_ fact: RefusedFact) {
    outcome.rejected += fact.facts
    if let partner = fact.partnerID { outcome.parked.insert(partner) }
    if outcome.refusals.count < Self.describedLimit { outcome.refusals.append(fact) }
  }

  private mutating func note(loss platform: MinorUnits, of fact: borrowing WalkedFact) {
    guard outcome.exceptions.count < Self.describedLimit else { return }
    let amount = Money(minorUnits: platform, currency: fact.currency)
    outcome.exceptions.append(
      RefusedFact(
        code: "PLATFORM_LOSS", kind: fact.kind, sourceID: fact.sourceID.text,
        partnerID: merchant(of: fact), facts: 0, amount: amount,
        detail: "\(fact.kind.words) \(fact.sourceID.text) leaves the platform \(amount)",
        remedy: "check the terms and the voucher's bearer, then acknowledge it"))
  }

  private mutating func note(excessOf fact: borrowing WalkedFact) {
    guard outcome.exceptions.count < Self.describedLimit else { return }
    outcome.exceptions.append(
      RefusedFact(
        code: "REFUND_EXCEEDS_PAID", kind: fact.kind, sourceID: fact.sourceID.text,
        partnerID: merchant(of: fact), facts: 0,
        // What it refunds of what was paid, without the voucher. Rule 6.3.
        amount: Money(minorUnits: fact.sales &- fact.voucher, currency: fact.currency),
        detail: "refund \(fact.sourceID.text) and those before it exceed what order line "
          + "\(fact.orderLineID.text) paid",
        remedy: "correct the refund, then acknowledge it"))
  }

  /// The line settles at the price paid, whatever is found. Rule 9.4.
  private mutating func note(_ findings: OfferFindings, of fact: borrowing WalkedFact) {
    guard outcome.exceptions.count < Self.describedLimit else { return }
    for found in OfferFindings.codes where findings.contains(found.finding) {
      outcome.exceptions.append(
        RefusedFact(
          code: found.code, kind: fact.kind, sourceID: fact.sourceID.text,
          partnerID: merchant(of: fact), facts: 0,
          amount: Money(minorUnits: fact.sales, currency: fact.currency),
          detail: "order line \(fact.sourceID.text): \(found.sentence)",
          remedy: "ask the merchant, correct the order or the offer, then acknowledge it"))
    }
  }

  private func merchant(of fact: borrowing WalkedFact) -> String {
    run.catalogue.partners[run.catalogue.products[fact.product].merchant].id
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

  mutating func ready(_ fact: borrowing WalkedFact, leg: Leg, price: borrowing Price) throws {
    // The lines of a month are those of its merchants: each fact counts once.
    guard fact.isMerchants, let terms = fact.terms,
      let waiver = catalogue.terms[terms].waiver
    else { return }
    // Refunds of lines billed earlier neither lower X nor reopen the old band.
    if fact.kind == .refund, fact.isOfBilledOrder { return }
    totals.add(price.paid, to: waiver, in: fact.currency)
  }

  mutating func pending(_ fact: borrowing WalkedFact, reasons: PendingReasons) {}
  mutating func refused(_ fact: RefusedFact) {}
}
