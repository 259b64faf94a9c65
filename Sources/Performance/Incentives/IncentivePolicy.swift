import Amounts
import CivilTime
import Marketplace
import Settlement

/// How bands become an amount. Contract 1, `incentive_policy.mode`; each mode has its own file.
package enum IncentiveMode: String, Sendable, CaseIterable {
  case whole, marginal
}

/// One band of an incentive policy. Contract 1, `incentive_band`.
package struct IncentiveBand: Sendable, Equatable {
  /// Inclusive lower limit of the basis, minor units of the policy's currency.
  package let fromAmount: MinorUnits
  /// The proportion of the basis, or of its slice.
  package let rate: Rate

  package init(fromAmount: MinorUnits, rate: Rate) {
    self.fromAmount = fromAmount
    self.rate = rate
  }
}

/// What a partner earns on the performance of a cycle. Contract 1, `incentive_policy`; rule 9.2.
package struct IncentivePolicy: Sendable {
  package let id: String
  /// What people call it.
  package let name: String
  package let site: Site
  /// In force from this instant on.
  package let validFrom: Instant
  /// In force before this instant; nil for ever.
  package let validTo: Instant?
  package let cycle: CycleLength
  package let mode: IncentiveMode
  /// Below it nothing is earned; at or above it the whole basis counts. Minor units.
  package let threshold: MinorUnits
  package let currency: Currency
  /// The only partner it is for; nil for every provider of the site.
  package let partnerID: String?
  /// The only product whose consumption counts; nil for all.
  package let productID: String?
  /// Ascending by `fromAmount`.
  package let bands: [IncentiveBand]

  package init(
    id: String, name: String, site: Site, validFrom: Instant, validTo: Instant?, cycle: CycleLength,
    mode: IncentiveMode, threshold: MinorUnits, currency: Currency, partnerID: String? = nil,
    productID: String? = nil, bands: [IncentiveBand]
  ) {
    self.id = id
    self.name = name
    self.site = site
    self.validFrom = validFrom
    self.validTo = validTo
    self.cycle = cycle
    self.mode = mode
    self.threshold = threshold
    self.currency = currency
    self.partnerID = partnerID
    self.productID = productID
    self.bands = bands
  }

  /// Whether the policy is in force at the cycle's first instant. Rule 10 (9.2).
  package func applies(to cycle: Cycle) -> Bool {
    guard validFrom <= cycle.start else { return false }
    guard let validTo else { return true }
    return cycle.start < validTo
  }

  /// Whether a partner earns by it: a provider of the site, or the one that is named.
  package func isFor(_ partner: Partner) -> Bool {
    guard partner.kind.providerRole != nil else { return false }
    if let partnerID { return partner.id == partnerID }
    return partner.site == site
  }

  /// The band that a basis falls in; nil below the first band or the threshold.
  package func band(at basis: MinorUnits) -> IncentiveBand? {
    basis < threshold ? nil : bands.last { $0.fromAmount <= basis }
  }

  /// The rate of that band; zero where there is none.
  package func rate(at basis: MinorUnits) -> Rate { band(at: basis)?.rate ?? .zero }

  /// What a basis earns, rounded once. Rule 9.2.
  ///
  /// - Parameters:
  ///   - basis: The performance of the cycle, minor units, any sign.
  ///   - recorder: Hears each step.
  /// - Throws: `AmountError.overflow` when it does not fit.
  package func earned<R: Recorder>(
    on basis: MinorUnits, recorder: inout R
  ) throws(AmountError) -> MinorUnits {
    if basis < threshold {
      if R.isListening {
        recorder.record(
          DerivationStep(
            name: "below the threshold of \(text(threshold))", rule: "9.2",
            formula: "\(text(basis)) * 0", exact: .zero, rounded: 0))
      }
      return 0
    }
    return switch mode {
    case .whole: try WholeBand.amount(of: basis, under: self, recorder: &recorder)
    case .marginal: try MarginalBands.amount(of: basis, under: self, recorder: &recorder)
    }
  }

  /// What a basis earns, in silence.
  package func earned(on basis: MinorUnits) throws(AmountError) -> MinorUnits {
    var silence = Silence()
    return try earned(on: basis, recorder: &silence)
  }

  /// What a basis earns beyond what was billed for the cycle before. Rules 9.2 and 10 (9.2).
  ///
  /// The one function of an incentive line: runs price with it in silence, `explain` listens.
  ///
  /// - Parameters:
  ///   - billed: The sum of the earlier lines of the cycle, minor units, any sign.
  /// - Returns: All that is earned, and what of it is missing.
  package func missing<R: Recorder>(
    on basis: MinorUnits, billed: MinorUnits, recorder: inout R
  ) throws(AmountError) -> (earned: MinorUnits, missing: MinorUnits) {
    let earned = try earned(on: basis, recorder: &recorder)
    let (missing, overflow) = earned.subtractingReportingOverflow(billed)
    if overflow { throw .overflow }
    if R.isListening, billed != 0 {
      recorder.record(
        DerivationStep(
          name: "less what was billed for the cycle", rule: "9.2",
          formula: "\(text(earned)) - \(text(billed))", exact: Exact(missing), rounded: missing))
    }
    return (earned, missing)
  }

  /// An amount of the policy's currency as decimals.
  func text(_ amount: MinorUnits) -> String {
    Money(minorUnits: amount, currency: currency).decimalText
  }
}
