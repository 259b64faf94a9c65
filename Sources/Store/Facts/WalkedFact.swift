import Amounts
import CivilTime
import Marketplace
import Performance
import Settlement

/// The kinds of facts in the order statements list them. Rules 3.1 and 10 (7.2).
package enum SourceKind: Int16, Sendable, CaseIterable {
  case order, refund, usage, adjustment, incentive

  /// The word of the contract.
  package var code: String {
    switch self {
    case .order: "order"
    case .refund: "refund"
    case .usage: "usage"
    case .adjustment: "adjustment"
    case .incentive: "incentive"
    }
  }
}

/// A fact on its way to a payee's line or to the pending list; its keys are borrowed bytes. It is large,
/// and handed on without being copied.
package struct WalkedFact: ~Copyable {
  package let kind: SourceKind
  package let sourceID: UnsafeRawBufferPointer
  /// Empty where no order line is behind the fact.
  package let orderLineID: UnsafeRawBufferPointer
  package let customerID: UnsafeRawBufferPointer
  /// Index into `Catalogue.products`.
  package let product: Int
  package let currency: Currency
  /// Index into `Catalogue.terms`; nil where none is in force.
  package let terms: Int?
  package let readyAt: Instant
  /// The natural period; nil where it is the month of `readyAt`. Rule 3.4.
  package let period: Period?
  /// `ordered_at`, `requested_at`, or the earliest `begin_time`. Contract 3, `pending`.
  package let since: Instant
  /// Minor units, negative for a refund.
  package let sales: MinorUnits
  /// Minor units, negative for a refund.
  package let voucher: MinorUnits
  /// Whether a sealed run billed the order line that is refunded. Rule 5.7.
  package let isOfBilledOrder: Bool
  /// What the offer or voucher breaks that the merchant's order line names; nil: nothing. Rule 9.4.
  package var findings: OfferFindings?
  /// What the fact's provider is; nil without one that earns.
  package var providerRole: Role?
  /// Index of the terms that priced the provider's leg, whoever is paid; nil without.
  package var pricedProviderTerms: Int?
  /// What this payee is to the fact.
  package var role = Role.merchant
  /// Index of the payee's account in `Catalogue.accounts`.
  package var account = 0
  /// What the payee has of it, minor units; nil where no amount can be computed.
  package var amount: MinorUnits?
  /// Whether this payee is the fact's merchant.
  package var isMerchants: Bool {
    switch role {
    case .merchant: true
    case .csp, .reseller, .operator: false
    }
  }
  /// Index of the payee's own terms in `Catalogue.providers`; nil of other payees.
  package var providerTerms: Int? {
    switch role {
    case .csp, .reseller: pricedProviderTerms
    case .merchant, .operator: nil
    }
  }
}

/// What happens to each fact of a walk, payee by payee: a draft writes it, a survey sums it, an
/// export lists it.
package protocol FactSink: ~Copyable {
  /// A line that a statement can take: it has a price and a leg.
  mutating func ready(_ fact: borrowing WalkedFact, leg: Leg, price: borrowing Price) throws
  mutating func pending(_ fact: borrowing WalkedFact, reasons: PendingReasons) throws
  mutating func refused(_ fact: RefusedFact)
}

/// Drops what it is handed.
struct Nowhere: FactSink {
  mutating func ready(_ fact: borrowing WalkedFact, leg: Leg, price: borrowing Price) {}
  mutating func pending(_ fact: borrowing WalkedFact, reasons: PendingReasons) {}
  mutating func refused(_ fact: RefusedFact) {}
}

extension Outcome {
  /// Hands a fact to a sink once for each payee that has not been billed. A fact without a price
  /// has one row, with the merchant as payee. Rules 3.1 and 10 (3.2); contract 3, `pending`.
  ///
  /// - Parameters:
  ///   - fact: Left as it was handed over last.
  ///   - price: How it is divided; nil where no amount can be computed.
  ///   - reasons: What the fact waits for, whoever is paid.
  ///   - billed: Payees that sealed runs billed it to.
  /// - Returns: For how many payees it was handed over.
  func distribute<Sink: FactSink & ~Copyable>(
    _ fact: inout WalkedFact, price: Price?, reasons: PendingReasons, billed: Payees,
    in catalogue: Catalogue, to sink: inout Sink
  ) throws -> Int {
    fact.providerRole = company.provider.flatMap { catalogue.providers.role(of: $0) }
    fact.pricedProviderTerms = providerTerms
    fact.account = catalogue.products[fact.product].account
    guard let price else {
      if billed.contains(.merchant) { return 0 }
      try sink.pending(fact, reasons: reasons)
      return 1
    }
    var count = 0
    if !billed.contains(.merchant) {
      try sink.take(&fact, leg: price.merchant, price: price, reasons: reasons)
      count += 1
    }
    fact.findings = nil
    if let provider = company.provider, !billed.contains(.provider),
      let role = fact.providerRole
    {
      fact.role = role
      fact.account = catalogue.providers.account(ofProvider: provider)
      try sink.take(&fact, leg: price.provider, price: price, reasons: reasons)
      count += 1
    }
    if let `operator` = company.operator, let leg = price.operator, !billed.contains(.operator),
      let account = catalogue.providers.account(ofOperator: `operator`)
    {
      fact.role = .operator
      fact.account = account
      try sink.take(&fact, leg: leg, price: price, reasons: reasons)
      count += 1
    }
    return count
  }
}

extension FactSink where Self: ~Copyable {
  /// Takes a fact for one payee, ready or not; without a leg the payee has no terms.
  @inline(__always)
  fileprivate mutating func take(
    _ fact: inout WalkedFact, leg: Leg?, price: borrowing Price, reasons: PendingReasons
  ) throws {
    fact.amount = leg?.amount
    guard let leg else { return try pending(fact, reasons: reasons.union(.noTerms)) }
    if reasons.isEmpty {
      try ready(fact, leg: leg, price: price)
    } else {
      try pending(fact, reasons: reasons)
    }
  }
}
