import Amounts
import CivilTime
import Marketplace

/// Sums over the lines of one kind on one statement; 128 bits wide, so that only what is stored can
/// overflow. The legs of other payees, taxes and platform are those of merchants' lines alone: each
/// fact is divided once. Rule 7.8.
package struct LineSums: Sendable, Equatable {
  package var count = 0
  package var sales: Int128 = 0
  package var voucher: Int128 = 0
  /// What the payee of the statement is owed.
  package var amount: Int128 = 0
  package var csp: Int128 = 0
  package var reseller: Int128 = 0
  package var `operator`: Int128 = 0
  package var taxes: Int128 = 0
  package var platform: Int128 = 0

  package init() {}

  /// S - V over the lines.
  package var paid: Int128 { sales - voucher }

  /// Whether every sum can be stored in 64 bits. Rule 2.1.
  package var fits: Bool {
    [sales, voucher, amount, csp, reseller, `operator`, taxes, platform].allSatisfy {
      MinorUnits(exactly: $0) != nil
    }
  }

  /// Adds a merchant's line with all legs of its fact; minor units, negative for a refund.
  ///
  /// - Parameter role: What the provider is; nil without one.
  package mutating func add(
    sales: MinorUnits, voucher: MinorUnits, price: borrowing Price, provider role: Role?,
    platform: MinorUnits
  ) {
    add(sales: sales, voucher: voucher, amount: price.merchant.amount)
    if let provider = price.provider?.amount {
      switch role {
      case .reseller: reseller += Int128(provider)
      case .merchant, .csp, .operator, nil: csp += Int128(provider)
      }
    }
    if let amount = price.operator?.amount { `operator` += Int128(amount) }
    taxes += Int128(price.taxes)
    self.platform += Int128(platform)
  }

  /// Adds the line of a payee beside the merchant; minor units, negative for a refund.
  package mutating func add(sales: MinorUnits, voucher: MinorUnits, amount: MinorUnits) {
    count += 1
    self.sales += Int128(sales)
    self.voucher += Int128(voucher)
    self.amount += Int128(amount)
  }

  /// Adds the sums of other lines.
  package mutating func add(_ other: LineSums) {
    count += other.count
    sales += other.sales
    voucher += other.voucher
    amount += other.amount
    csp += other.csp
    reseller += other.reseller
    `operator` += other.operator
    taxes += other.taxes
    platform += other.platform
  }
}

/// Count and sum of lines that divide no sale: adjustments, incentives.
package struct AmountSums: Sendable, Equatable {
  package var count = 0
  package var amount: Int128 = 0

  package init() {}

  /// Adds one line, minor units of any sign.
  package mutating func add(_ amount: MinorUnits) {
    count += 1
    self.amount += Int128(amount)
  }

  /// Adds the sums of other lines.
  package mutating func add(_ other: AmountSums) {
    count += other.count
    amount += other.amount
  }

  /// Whether the sum can be stored in 64 bits. Rule 2.1.
  package var fits: Bool { MinorUnits(exactly: amount) != nil }
}

/// What the lines of one statement come to.
package struct StatementTotals: Sendable, Equatable {
  package let currency: Currency
  /// Order lines and usage.
  package var orders = LineSums()
  package var refunds = LineSums()
  package var incentives = AmountSums()
  package var adjustments = AmountSums()
  package var digest = LineSetDigest()

  package init(currency: Currency) {
    self.currency = currency
  }

  /// Adjustments count too. Rule 10 (8.4).
  package var lineCount: Int {
    orders.count + refunds.count + incentives.count + adjustments.count
  }
  /// Without adjustments. Rule 10 (8.4).
  package var linesTotal: Int128 { orders.amount + refunds.amount + incentives.amount }
  /// Whether every sum can be stored in 64 bits. Rule 2.1.
  package var fits: Bool {
    orders.fits && refunds.fits && incentives.fits && adjustments.fits
      && MinorUnits(exactly: linesTotal) != nil
  }

  /// Adds what another shard has summed for the same statement.
  package mutating func add(_ other: StatementTotals) {
    orders.add(other.orders)
    refunds.add(other.refunds)
    incentives.add(other.incentives)
    adjustments.add(other.adjustments)
    digest.add(other.digest)
  }
}

/// The figures of a statement. Rule 7.3: net = opening + lines + adjustments.
package struct StatementBalance: Sendable, Equatable {
  package let opening: MinorUnits
  package let linesTotal: MinorUnits
  package let adjustmentsTotal: MinorUnits
  package let net: MinorUnits

  /// - Throws: `AmountError.overflow` when a figure does not fit.
  package init(opening: MinorUnits, linesTotal: Int128, adjustmentsTotal: Int128)
    throws(AmountError)
  {
    guard let lines = MinorUnits(exactly: linesTotal),
      let adjustments = MinorUnits(exactly: adjustmentsTotal),
      let net = MinorUnits(exactly: Int128(opening) + linesTotal + adjustmentsTotal)
    else { throw .overflow }
    self.opening = opening
    self.linesTotal = lines
    self.adjustmentsTotal = adjustments
    self.net = net
  }

  /// What is paid out: never negative. Rule 7.3.
  package var payable: MinorUnits { max(net, 0) }
  /// What the next statement opens with: never positive. Rule 7.3.
  package var closing: MinorUnits { min(net, 0) }
}

/// Judges whether a partner gets statements at all in a run. Rule 7.5.
package struct PartnerConditions: Sendable {
  /// The `as of` of the run.
  package let asOf: Instant
  /// Since when the newest agreement of each site is in force at the cut-off; none, no entry.
  package let agreementInForceFrom: [Site: Instant]
  /// Keys of the partners that finance holds as of the run.
  package let held: Set<String>

  package init(asOf: Instant, agreementInForceFrom: [Site: Instant], held: Set<String>) {
    self.asOf = asOf
    self.agreementInForceFrom = agreementInForceFrom
    self.held = held
  }

  /// Every reason that applies, empty when statements are made. Rules 7.5 and 10 (7.5).
  package func reasons(for partner: Partner) -> PendingReasons {
    var reasons: PendingReasons = []
    if !isMet(partner.certifiedAt, from: nil) { reasons.formUnion(.notCertified) }
    if let inForce = agreementInForceFrom[partner.site],
      !isMet(partner.agreementAcceptedAt, from: inForce)
    {
      reasons.formUnion(.agreementOutdated)
    }
    if held.contains(partner.id) { reasons.formUnion(.onHold) }
    return reasons
  }

  /// The same for a tab: a quarterly provider waits for its quarter's last month. Rule 7.6.
  package func reasons(for partner: Partner, on tab: Tab, in period: Period) -> PendingReasons {
    var reasons = reasons(for: partner)
    if tab == .csp, partner.isQuarterly, !period.month.isMultiple(of: 3) {
      reasons.formUnion(.quarterOpen)
    }
    return reasons
  }

  private func isMet(_ instant: Instant?, from start: Instant?) -> Bool {
    guard let instant, instant <= asOf else { return false }
    guard let start else { return true }
    return instant >= start
  }
}

/// The conservation equation of a run in one currency. Rule 7.8.
package struct Conservation: Sendable, Equatable {
  package let currency: Currency
  package var paid: Int128 = 0
  package var merchant: Int128 = 0
  package var csp: Int128 = 0
  package var reseller: Int128 = 0
  package var `operator`: Int128 = 0
  package var taxes: Int128 = 0
  package var platform: Int128 = 0

  package init(currency: Currency) {
    self.currency = currency
  }

  /// Whether the equation holds to the minor unit.
  package var holds: Bool {
    paid == merchant + csp + reseller + `operator` + taxes + platform
  }

  /// Adds what a statement of a payee in a role says about facts divided, and what its adjustments
  /// and incentives take from the platform. Rules 7.8 and 10 (7.8).
  package mutating func add(_ totals: StatementTotals, of role: Role) {
    let extra = totals.adjustments.amount + totals.incentives.amount
    platform -= extra
    switch role {
    case .merchant:
      merchant += extra
      add(totals.orders)
      add(totals.refunds)
    case .csp: csp += extra
    case .reseller: reseller += extra
    case .operator: `operator` += extra
    }
  }

  /// Adds the legs of a merchant's lines.
  private mutating func add(_ sums: LineSums) {
    paid += sums.paid
    merchant += sums.amount
    csp += sums.csp
    reseller += sums.reseller
    `operator` += sums.operator
    taxes += sums.taxes
    platform += sums.platform
  }
}
