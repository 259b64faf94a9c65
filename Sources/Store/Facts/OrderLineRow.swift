import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement

/// One row of `facts/stream_order_lines`: the fact, and the keys as the bytes they came in.
///
/// The bytes are those of the COPY buffer; they are valid while the row is being handled. It is large,
/// and handed on without being copied.
package struct OrderLineRow: ~Copyable {
  package var lineID: UnsafeRawBufferPointer
  package var productID: UnsafeRawBufferPointer
  package var customerID: UnsafeRawBufferPointer
  /// The key of its provider or reseller; nil without one.
  package var providerID: UnsafeRawBufferPointer?
  /// The key of its programme operator; nil without one.
  package var operatorID: UnsafeRawBufferPointer?
  package var fact: OrderFact
  /// The completed refunds, packed as the query describes; nil without one.
  package var refunds: UnsafeRawBufferPointer?
  /// What earlier runs billed, packed as the query describes; nil where nothing is billed.
  private var packedBilled: UnsafeRawBufferPointer?
  /// The offer and voucher it names, packed as the query describes; nil without one.
  package var promotion: UnsafeRawBufferPointer?
  /// How its refunds follow the other price that it was given; nil at its own.
  var repricing: RefundRepricing?

  /// A row that cannot be read as a fact: its key and what is wrong.
  package struct Flaw: Error {
    package let sourceID: String
    /// The product, whose merchant is parked.
    package let productID: [UInt8]
    package let detail: String
    package let remedy: String
  }

  private static let blank = OrderFact(
    currency: Currency.all[0], orderedAt: Instant(microseconds: 0))

  /// No row yet.
  init() {
    lineID = .empty
    productID = .empty
    customerID = .empty
    fact = Self.blank
  }

  /// Reads the columns in the order of the query, in the place of the row before: it is too large to
  /// be handed from one to the next.
  ///
  /// - Throws: `Flaw` where a column breaks the contract, `PostgresError` where the wire does.
  mutating func read(_ row: inout CopyRow) throws {
    lineID = try row.nextBytes() ?? .empty
    productID = try row.nextBytes() ?? .empty
    customerID = try row.nextBytes() ?? .empty
    let typeWord = try row.nextBytes() ?? .empty
    fact.isTrial = try row.nextBool()
    let currencyCode = try row.nextBytes() ?? .empty
    guard let type = LineType(ascii: typeWord) else {
      throw flaw(
        "line_type \(typeWord.text) is not known",
        remedy: "use new, renewal, change or usage_to_period")
    }
    // Most rows are in the currency of the one before, which needs no search.
    if !fact.currency.hasCode(ascii: currencyCode) {
      guard let currency = Currency(ascii: currencyCode) else {
        throw flaw(
          "currency \(currencyCode.text) is not in ISO 4217",
          remedy: "use a code with a known number of decimals, like CNY")
      }
      fact.currency = currency
    }
    fact.type = type
    fact.list = try row.nextInt64()
    fact.sales = try row.nextInt64()
    fact.voucher = try row.nextOptionalInt64() ?? 0
    fact.cash = try row.nextInt64()
    fact.credit = try row.nextOptionalInt64() ?? 0
    fact.cashCoupon = try row.nextOptionalInt64() ?? 0
    fact.vat = try row.nextOptionalInt64() ?? 0
    fact.customerWithholding = try row.nextOptionalInt64() ?? 0
    fact.quantity = try row.nextTenThousandths()
    fact.duration = try row.nextInt32()
    fact.orderedAt = Instant(microseconds: try row.nextMicroseconds())
    fact.paidAt = try row.nextInstant()
    fact.activatedAt = try row.nextInstant()
    fact.effectiveAt = try row.nextInstant()
    providerID = try row.nextBytes()
    operatorID = try row.nextBytes()
    fact.supervisionCompletedAt = try row.nextInstant()
    fact.repaidAt = try row.nextInstant()
    refunds = try row.nextBytes()
    packedBilled = try row.nextBytes()
    promotion = try row.nextBytes()
    fact.firstRefundedAt = refunds.flatMap { PackedRefunds($0).first?.fact.completedAt }
    fact.company = Company()
    repricing = nil
  }

  private func flaw(_ detail: String, remedy: String) -> Flaw {
    Flaw(
      sourceID: lineID.text, productID: Array(productID), detail: detail, remedy: remedy)
  }

  /// What earlier runs billed, by payee; nil where they billed nothing.
  package var billed: BilledLines? { packedBilled.map { BilledLines($0) } }
}

/// The payees of a fact that a set of its lines concerns.
package struct Payees: OptionSet, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  package static let merchant = Self(rawValue: 1)
  /// A customer service provider, distributor or reseller.
  package static let provider = Self(rawValue: 2)
  package static let `operator` = Self(rawValue: 4)
}

/// What sealed runs billed of one order line, by payee.
package struct BilledLines: Sendable {
  /// One line of a sealed run.
  package struct Line: Sendable {
    package let readyAt: Instant
    package let leg: Leg
    package let taxes: MinorUnits
    package let increment: Rate

    package init(readyAt: Instant, leg: Leg, taxes: MinorUnits, increment: Rate) {
      self.readyAt = readyAt
      self.leg = leg
      self.taxes = taxes
      self.increment = increment
    }
  }

  package private(set) var merchant: Line?
  package private(set) var provider: Line?
  package private(set) var `operator`: Line?
  /// role, ready_at, amount, whether it has a tax, that tax, taxes, rate, increment.
  private static let size = 2 + 8 + 8 + 1 + 8 + 8 + 4 + 4

  /// Lines that were read one by one.
  package init(merchant: Line?, provider: Line?, operator: Line?) {
    self.merchant = merchant
    self.provider = provider
    self.operator = `operator`
  }

  /// Reads the lines as the query packs them.
  package init(_ bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count.isMultiple(of: Self.size), "packed lines end within a line")
    for start in stride(from: 0, to: bytes.count, by: Self.size) {
      let line = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + Self.size)])
      read(line)
    }
  }

  private mutating func read(_ bytes: UnsafeRawBufferPointer) {
    let amount = bytes.bigEndian(at: 10, as: Int64.self)
    let tax = bytes.bigEndian(at: 19, as: Int64.self)
    let rate = Int64(bytes.bigEndian(at: 35, as: Int32.self))
    let line = Line(
      readyAt: Instant(
        microseconds: bytes.bigEndian(at: 2, as: Int64.self) + postgresEpochMicroseconds),
      leg: Leg(
        amount: amount, exTax: bytes[18] == 0 ? nil : amount &- tax,
        rate: Rate(millionths: rate)),
      taxes: bytes.bigEndian(at: 27, as: Int64.self),
      increment: Rate(millionths: Int64(bytes.bigEndian(at: 39, as: Int32.self))))
    switch Role(rawValue: bytes.bigEndian(at: 0, as: Int16.self)) {
    case .merchant: merchant = line
    case .csp, .reseller: provider = line
    case .operator: `operator` = line
    case nil: preconditionFailure("a line has a role nobody wrote")
    }
  }

  /// Who has been billed.
  package var payees: Payees {
    var payees: Payees = []
    if merchant != nil { payees.formUnion(.merchant) }
    if provider != nil { payees.formUnion(.provider) }
    if `operator` != nil { payees.formUnion(.operator) }
    return payees
  }
}
