import Amounts
import CivilTime
import Digests
import Marketplace
import Postgres
import Settlement

/// Figures of one kind of lines on a statement, minor units.
package struct StatementSums: Sendable, Equatable {
  package let count: Int64
  package let sales: MinorUnits
  package let voucher: MinorUnits
  package let amount: MinorUnits
  package let taxes: MinorUnits
  package let platform: MinorUnits

  init(_ row: Row, from column: Int) {
    count = row.int64(column)
    sales = row.int64(column + 1)
    voucher = row.int64(column + 2)
    amount = row.int64(column + 3)
    taxes = row.int64(column + 4)
    platform = row.int64(column + 5)
  }
}

/// One statement as it is stored. Rule 7; contract 3, `export statements`.
package struct StatementRecord: Sendable {
  package let runNumber: Int32
  package let number: Int32
  package let id: String
  package let site: Site
  package let period: Period
  package let partnerID: String
  package let tab: String
  package let currency: Currency
  package let opening: MinorUnits
  package let linesTotal: MinorUnits
  package let adjustmentsTotal: MinorUnits
  package let net: MinorUnits
  package let payable: MinorUnits
  package let closing: MinorUnits
  package let lineCount: Int64
  package let orders: StatementSums
  package let refunds: StatementSums
  package let contentHash: SHA256Digest
  package let partnerName: String
  package let partnerNameEn: String?
  package let partnerAddress: String?
  package let partnerTaxNumber: String?
  package let partnerLocale: String
  /// Of the statement once sealed, of its run before. Rules 8.1 and 8.2.
  package let state: String
  package let runID: String
  package let sealedAt: Instant?
  /// Of the set of its lines; 32 bytes.
  package let lineDigest: [UInt8]
  /// What the payee is on it.
  package let role: Role
  package let adjustmentCount: Int64
  package let incentiveCount: Int64
  package let incentivesTotal: MinorUnits
  /// What other payees have of a merchant's orders, usage and refunds, minor units. Rule 7.8.
  package let shares: (csp: MinorUnits, reseller: MinorUnits, operator: MinorUnits)

  /// What its pages print for whoever checks it; nil: nothing.
  package let verificationAddress: String?

  init(_ row: Row) {
    guard let site = Site(rawValue: row.text(3)), let period = Period(yyyymm: row.int32(4)),
      let currency = Currency(code: row.text(7)), let hash = SHA256Digest(bytes: row.bytes(27)),
      let role = Role(rawValue: row.int16(37))
    else { preconditionFailure("statement \(row.text(2)) has values nobody wrote") }
    runNumber = row.int32(0)
    number = row.int32(1)
    id = row.text(2)
    self.site = site
    self.period = period
    partnerID = row.text(5)
    tab = row.text(6)
    self.currency = currency
    opening = row.int64(8)
    linesTotal = row.int64(9)
    adjustmentsTotal = row.int64(10)
    net = row.int64(11)
    payable = row.int64(12)
    closing = row.int64(13)
    lineCount = row.int64(14)
    orders = StatementSums(row, from: 15)
    refunds = StatementSums(row, from: 21)
    contentHash = hash
    partnerName = row.text(28)
    partnerNameEn = row.optionalText(29)
    partnerAddress = row.optionalText(30)
    partnerTaxNumber = row.optionalText(31)
    partnerLocale = row.text(32)
    state = row.text(33)
    runID = row.text(34)
    sealedAt = row.optionalMicroseconds(35).map { Instant(microseconds: $0) }
    lineDigest = row.bytes(36)
    self.role = role
    adjustmentCount = row.int64(38)
    incentiveCount = row.int64(39)
    incentivesTotal = row.int64(40)
    shares = (row.int64(41), row.int64(42), row.int64(43))
    verificationAddress = row.optionalText(44)
  }
}

/// Reads the statements of runs.
package enum StatementStore {
  /// How many statements a run makes.
  package static func count(run: Int32, in tx: borrowing Transaction) throws -> Int {
    Int(try tx.query(Query.Statements.countStatements, [.int32(run)])[0].int64(0))
  }

  /// Statements by period and id; nil leaves a filter out.
  ///
  /// - Parameter run: One run instead of the live and sealed ones.
  package static func list(
    period: Period? = nil, site: Site? = nil, partner: String? = nil, run: Int32? = nil,
    id: String? = nil, in tx: borrowing Transaction
  ) throws -> [StatementRecord] {
    try tx.query(
      Query.Statements.listStatements,
      [
        .int32(period?.yyyymm ?? 0), .text(site?.rawValue ?? ""), .text(partner ?? ""),
        .int32(run ?? 0), .text(id ?? ""),
      ]
    ).map { StatementRecord($0) }
  }

  /// What the last sealed statement of a key left; zero before the first. Rule 7.3.
  package static func opening(
    _ site: Site, partner: String, tab: Tab, currency: Currency, in tx: borrowing Transaction
  ) throws -> MinorUnits {
    try tx.query(
      Query.Statements.findOpening,
      [.text(site.rawValue), .text(partner), .text(tab.code), .text(currency.code)]
    ).first?.int64(0) ?? 0
  }
}
