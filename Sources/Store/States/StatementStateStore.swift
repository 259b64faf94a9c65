import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement

/// Where a sealed statement stands, or a planned one would if it were sealed. Rule 8.2.
package struct SealedStatement: Sendable {
  package let runNumber: Int32
  package let number: Int32
  package let id: String
  package let site: Site
  package let period: Period
  package let partnerID: String
  package let tab: String
  /// What is paid; zero or more.
  package let payable: Money
  package let state: StatementState
  /// When it came there.
  package let since: Instant
  /// When the stage began that its state is a part of. Rule 8.3.
  package let stageSince: Instant
  /// Of the last step; empty where none was given.
  package let reason: String
  /// Nil while no dispute is open.
  package let disputedAt: Instant?
  package let sealedAt: Instant
  /// What the statement before left: zero or below.
  package let opening: Money

  /// Whether the partner invoices the platform. Rule 8.2.
  package var isInvoiced: Bool { StatementStateStore.isInvoiced(site: site, tab: tab) }

  init(_ row: Row) {
    guard let site = Site(rawValue: row.text(3)), let period = Period(yyyymm: row.int32(4)),
      let currency = Currency(code: row.text(7)), let state = StatementState(rawValue: row.text(9))
    else { preconditionFailure("statement \(row.text(2)) has values nobody wrote") }
    runNumber = row.int32(0)
    number = row.int32(1)
    id = row.text(2)
    self.site = site
    self.period = period
    partnerID = row.text(5)
    tab = row.text(6)
    payable = Money(minorUnits: row.int64(8), currency: currency)
    self.state = state
    since = Instant(microseconds: row.microseconds(10))
    stageSince = Instant(microseconds: row.microseconds(11))
    reason = row.optionalText(12) ?? ""
    disputedAt = row.optionalMicroseconds(13).map { Instant(microseconds: $0) }
    sealedAt = Instant(microseconds: row.microseconds(14))
    opening = Money(minorUnits: row.int64(15), currency: currency)
  }
}

/// One step of a statement.
package struct StepRecord: Sendable {
  package let from: String
  package let to: String
  package let movedBy: String
  package let movedAt: Instant
  /// Empty where none was given.
  package let reason: String
}

/// Lines of a statement that are invoiced alike, together. Rule 5.
package struct InvoicedAmount: Sendable {
  package let sourceKind: SourceKind
  package let role: Role
  /// Nil where the lines concern no product, and of adjustments and incentives.
  package let productID: String?
  package let productName: String?
  /// The code of the share model; nil of adjustments and incentives.
  package let shareModel: String?
  /// Of the product as it was priced.
  package let productTaxRate: Rate?
  /// Of the provider's or reseller's service; nil where its terms have none.
  package let serviceTaxRate: Rate?
  package let amount: Money

  init(_ row: Row, currency: Currency) {
    guard let kind = SourceKind(rawValue: row.int16(0)), let role = Role(rawValue: row.int16(1))
    else { preconditionFailure("a line has values nobody wrote") }
    sourceKind = kind
    self.role = role
    productID = row.optionalText(2)
    productName = row.optionalText(3)
    shareModel = row.optionalText(4)
    productTaxRate = row.optionalInt32(5).map { Rate(millionths: Int64($0)) }
    serviceTaxRate = row.optionalInt32(6).map { Rate(millionths: Int64($0)) }
    amount = Money(minorUnits: row.int64(7), currency: currency)
  }
}

/// What a partner's invoice says. Rule 8.2.
package struct PartnerInvoice: Sendable {
  package let number: String
  package let issuedOn: CivilDate
  package let gross: Money
  package let taxRate: Rate
  /// Whom it is made out to.
  package let title: String
  package let remark: String

  package init(
    number: String, issuedOn: CivilDate, gross: Money, taxRate: Rate, title: String, remark: String
  ) {
    self.number = number
    self.issuedOn = issuedOn
    self.gross = gross
    self.taxRate = taxRate
    self.title = title
    self.remark = remark
  }
}

/// The states of statements after their seal. Every function runs in the caller's transaction.
package enum StatementStateStore {
  /// Whether partners invoice the platform for such statements: all but `general` of cn. Rule 8.2.
  package static func isInvoiced(site: Site, tab: String) -> Bool {
    site != .cn || tab != Tab.general.code
  }

  /// Sealed statements with where they stand, by period and id; nil leaves a filter out.
  ///
  /// - Parameter instant: Planned ones as well, as if they were sealed then; nil for sealed ones alone.
  package static func list(
    period: Period? = nil, site: Site? = nil, partner: String? = nil, id: String? = nil,
    state: StatementState? = nil, asIfSealedAt instant: Instant? = nil,
    in tx: borrowing Transaction
  ) throws -> [SealedStatement] {
    try tx.query(
      Query.States.listSealedStatements,
      [
        .int32(period?.yyyymm ?? 0), .text(site?.rawValue ?? ""), .text(partner ?? ""),
        .text(id ?? ""), .text(state?.rawValue ?? ""), .text(instant?.text() ?? ""),
      ], within: .seconds(120)
    ).map { SealedStatement($0) }
  }

  /// Moves statements on; the server refuses what is no step of rule 8.2, and a statement that
  /// stands elsewhere by now.
  package static func move(
    _ statements: [SealedStatement], to state: StatementState, by actor: String, at now: Instant,
    reason: String, in tx: borrowing Transaction
  ) throws {
    struct Group: Hashable {
      let run: Int32
      let from: StatementState
    }
    let groups = Dictionary(grouping: statements) { Group(run: $0.runNumber, from: $0.state) }
    for (group, members) in groups {
      try tx.query(
        Query.States.insertSteps,
        [
          .int32(group.run), .int64Array(members.map { Int64($0.number) }),
          .text(group.from.rawValue), .text(state.rawValue), .text(actor),
          .timestamp(now.microseconds), .text(reason),
        ], within: .seconds(120))
    }
  }

  /// The steps of a statement in their order.
  package static func steps(
    of statement: SealedStatement, in tx: borrowing Transaction
  ) throws -> [StepRecord] {
    try tx.query(
      Query.States.listSteps, [.int32(statement.runNumber), .int32(statement.number)]
    ).map {
      StepRecord(
        from: $0.text(1), to: $0.text(2), movedBy: $0.text(3),
        movedAt: Instant(microseconds: $0.microseconds(4)), reason: $0.text(5))
    }
  }

  /// What the lines of the statement come to, summed by what decides how they are invoiced.
  package static func invoicedAmounts(
    of statement: SealedStatement, in tx: borrowing Transaction
  ) throws -> [InvoicedAmount] {
    try tx.query(
      Query.States.listInvoicedAmounts,
      [.int32(statement.runNumber), .int32(statement.number)], within: .seconds(120)
    ).map { InvoicedAmount($0, currency: statement.payable.currency) }
  }

  /// Invoices for the statement with which nothing was wrong, since finance sent them back last.
  package static func soundInvoices(
    for statement: SealedStatement, in tx: borrowing Transaction
  ) throws -> [(number: String, gross: Money, taxRate: Rate)] {
    try tx.query(
      Query.States.listSoundInvoices, [.int32(statement.runNumber), .int32(statement.number)]
    ).map {
      (
        $0.text(0), Money(minorUnits: $0.int64(1), currency: statement.payable.currency),
        Rate(millionths: Int64($0.int32(2)))
      )
    }
  }

  /// What an invoice for the statement must say: the agreed tax rate, nil where none is; and which
  /// other statement of the partner the number was used for, nil where none.
  ///
  /// - Parameter number: Of the invoice; empty where there is none yet.
  package static func invoiceTerms(
    of statement: SealedStatement, number: String, in tx: borrowing Transaction
  ) throws -> (taxRate: Rate?, usedFor: String?) {
    let rows = try tx.query(
      Query.States.findInvoiceTerms,
      [.int32(statement.runNumber), .int32(statement.number), .text(number)])
    return (rows[0].optionalInt32(0).map { Rate(millionths: Int64($0)) }, rows[0].optionalText(1))
  }

  /// Keeps an invoice that a partner sent.
  ///
  /// - Parameter flaws: What is wrong about it, in words; empty where nothing is.
  package static func keep(
    _ invoice: PartnerInvoice, for statement: SealedStatement, flaws: String, by actor: String,
    at now: Instant, in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.States.insertPartnerInvoice,
      [
        .int32(statement.runNumber), .int32(statement.number), .text(invoice.number),
        .date(invoice.issuedOn.days), .int64(invoice.gross.minorUnits),
        .int64(invoice.taxRate.millionths), .text(invoice.title), .text(invoice.remark),
        .text(flaws), .text(actor), .timestamp(now.microseconds),
      ])
  }
}
