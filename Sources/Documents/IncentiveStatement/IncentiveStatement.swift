import Amounts
import CivilTime
import Invoicing

/// How the incentives of one sealed statement came about: the one record from which its PDF, JSON,
/// CSV and XLSX are made. All amounts are in one currency. Rule 9.2.
package struct IncentiveStatement: Hashable, Sendable {
  /// The id of the statement that bills them, which numbers this document as well.
  package var id: String
  /// The platform as it was named when the statement was sealed.
  package var issuer: Party
  /// Who earned.
  package var partner: Party
  /// The partner's role as exports write it: `csp`, `reseller`.
  package var role: String
  /// The month of the statement.
  package var period: Period
  /// `cn`, `intl` or `eu`.
  package var site: String
  /// When the run was sealed; the only time that the file knows.
  package var issued: Instant
  /// The run that computed them.
  package var runID: String
  /// What the statement has of incentives; any sign.
  package var total: Money
  /// In the order of the statement's lines, at least one.
  package var incentives: [EarnedIncentive]
  /// What the run computed and could not bill; none where nothing waits.
  package var waiting: [WaitingIncentive]
  /// Of its statement, on whose page this document's files are told as well; none to print none.
  package var verificationLink: VerificationLink?

  /// A document; it is added up again when it is rendered.
  package init(
    id: String, issuer: Party, partner: Party, role: String, period: Period, site: String,
    issued: Instant, runID: String, total: Money, incentives: [EarnedIncentive],
    waiting: [WaitingIncentive]
  ) {
    self.id = id
    self.issuer = issuer
    self.partner = partner
    self.role = role
    self.period = period
    self.site = site
    self.issued = issued
    self.runID = runID
    self.total = total
    self.incentives = incentives
    self.waiting = waiting
  }

  /// Refuses a document that does not come to what its statement has.
  func checkConsistency() throws(DocumentError) {
    let sum = try sum(incentives.map(\.amount))
    guard sum == total else {
      throw inconsistent("its incentives come to \(sum) and the statement has \(total)")
    }
    for incentive in incentives + waiting.map(\.incentive) {
      let billed = try self.sum(incentive.earlier.map(\.amount))
      guard try self.sum([billed, incentive.amount]) == incentive.earned else {
        throw inconsistent(
          "\(incentive.sourceID) earned \(incentive.earned), \(billed) was billed before and "
            + "\(incentive.amount) is left")
      }
      if let computed = incentive.rule?.computed, computed != incentive.earned {
        throw inconsistent(
          "\(incentive.sourceID) earned \(incentive.earned) and its policy gives \(computed)")
      }
    }
  }

  /// - Throws: `inconsistent` where the sum leaves 64 bits.
  func sum(_ amounts: [Money]) throws(DocumentError) -> Money {
    try amounts.sum(in: total.currency, of: id)
  }

  private func inconsistent(_ reason: String) -> DocumentError {
    .inconsistent(document: id, reason: reason)
  }
}

/// What a partner earned on the performance of one cycle under one policy. Rule 9.2.
package struct EarnedIncentive: Hashable, Sendable {
  /// `POLICY/CYCLE`, with `/N` from the second line of the cycle on.
  package var sourceID: String
  /// The policy's key.
  package var policyID: String
  /// The only product whose consumption counts; nil for all.
  package var productID: String?
  /// `202610`, `2026Q4` or `2026`.
  package var cycle: String
  /// The first and the last month of the cycle.
  package var months: ClosedRange<Period>
  /// The performance that is counted, refunds taken off.
  package var basis: Money
  /// What refunds took off it; nil where the run did not keep that.
  package var refunded: Money?
  /// By what the basis became an amount; nil where the run did not keep the policy.
  package var rule: IncentiveRule?
  /// All that the basis earns, before what was billed.
  package var earned: Money
  /// What earlier statements billed of the same cycle, the first one first.
  package var earlier: [EarlierIncentive]
  /// What is left to bill: `earned` less `earlier`; any sign, not zero.
  package var amount: Money

  /// An incentive with how it was computed.
  package init(
    sourceID: String, policyID: String, productID: String?, cycle: String,
    months: ClosedRange<Period>, basis: Money, refunded: Money?, rule: IncentiveRule?,
    earned: Money, earlier: [EarlierIncentive], amount: Money
  ) {
    self.sourceID = sourceID
    self.policyID = policyID
    self.productID = productID
    self.cycle = cycle
    self.months = months
    self.basis = basis
    self.refunded = refunded
    self.rule = rule
    self.earned = earned
    self.earlier = earlier
    self.amount = amount
  }
}

/// A policy at work: its bands, and what they make of a basis.
package struct IncentiveRule: Hashable, Sendable {
  /// How bands become an amount.
  package enum Mode: String, Hashable, Sendable {
    /// The rate of the band applies to the whole basis.
    case whole
    /// Each slice of the basis has the rate of its band.
    case marginal
  }

  /// From an amount on, inclusive, a proportion.
  package struct Band: Hashable, Sendable {
    /// Inclusive lower limit.
    package var from: Money
    /// Of the basis, or of its slice.
    package var rate: Rate

    /// A band.
    package init(from: Money, rate: Rate) {
      self.from = from
      self.rate = rate
    }
  }

  /// How far it was to a better band when the cycle ended.
  package struct Distance: Hashable, Sendable {
    /// What the basis lacked, more than zero.
    package var missing: Money
    /// The rate that it would have had.
    package var rate: Rate

    /// A distance.
    package init(missing: Money, rate: Rate) {
      self.missing = missing
      self.rate = rate
    }
  }

  /// What people call the policy.
  package var name: String
  /// How its bands become an amount.
  package var mode: Mode
  /// Below it nothing is earned; at or above it the whole basis counts.
  package var threshold: Money
  /// Ascending.
  package var bands: [Band]
  /// The band that the basis falls in; nil below the first one and below the threshold.
  package var reached: Band?
  /// Arithmetic over decimals: `250.00 * 0.020000`.
  package var formula: String
  /// The exact value of the formula, a decimal or a fraction, in the major unit.
  package var exact: String
  /// The same, rounded once.
  package var computed: Money
  /// Nil in the best band.
  package var next: Distance?

  /// A policy and what it makes of a basis.
  package init(
    name: String, mode: Mode, threshold: Money, bands: [Band], reached: Band?,
    formula: String, exact: String, computed: Money, next: Distance?
  ) {
    self.name = name
    self.mode = mode
    self.threshold = threshold
    self.bands = bands
    self.reached = reached
    self.formula = formula
    self.exact = exact
    self.computed = computed
    self.next = next
  }

  /// Of the band that was reached; zero where none was.
  var rate: Rate { reached?.rate ?? .zero }
}

/// What a statement has billed of a cycle before.
package struct EarlierIncentive: Hashable, Sendable {
  /// The source id of its line.
  package var sourceID: String
  /// The sealed statement that has the line.
  package var statementID: String
  /// Any sign.
  package var amount: Money

  /// A line of an earlier statement.
  package init(sourceID: String, statementID: String, amount: Money) {
    self.sourceID = sourceID
    self.statementID = statementID
    self.amount = amount
  }
}

/// An incentive that is on no statement yet.
package struct WaitingIncentive: Hashable, Sendable {
  /// As the run computed it.
  package var incentive: EarnedIncentive
  /// The codes of the rules, joined by semicolons: `INCENTIVE_FROZEN`.
  package var reasons: String

  /// What waits, and why.
  package init(incentive: EarnedIncentive, reasons: String) {
    self.incentive = incentive
    self.reasons = reasons
  }
}
