import Amounts
import CivilTime
import Invoicing
import Marketplace
import Postgres

/// An issued fee invoice or credit note; net, tax and gross are positive on both.
package struct InvoiceRecord: Sendable {
  package let id: String
  package let site: Site
  /// `fee` or `fee_credit`.
  package let kind: String
  package let year: Int32
  package let number: Int32
  package let runNumber: Int32
  package let period: Period
  package let partnerID: String
  package let currency: Currency
  package let issuedOn: CivilDate
  package let issuedAt: Instant
  package let statementIDs: [String]
  package let base: MinorUnits
  package let net: MinorUnits
  package let taxRate: Rate
  package let tax: MinorUnits
  package let gross: MinorUnits
  /// The invoice a credit note corrects; nil on an invoice.
  package let originalID: String?
  /// The platform as it was named when the document was issued.
  package let seller: Party
  /// The merchant as it was named when the document was issued.
  package let buyer: Party
  /// What was known for its electronic form: of both parties or, as far as a document goes, nothing.
  package let parties: ElectronicParties?

  init(_ row: Row) {
    guard let site = Site(rawValue: row.text(1)), let period = Period(yyyymm: row.int32(6)),
      let currency = Currency(code: row.text(8))
    else { preconditionFailure("invoice \(row.text(0)) has values nobody wrote") }
    id = row.text(0)
    self.site = site
    kind = row.text(2)
    year = row.int32(3)
    number = row.int32(4)
    runNumber = row.int32(5)
    self.period = period
    partnerID = row.text(7)
    self.currency = currency
    issuedOn = CivilDate(days: row.days(9))
    issuedAt = Instant(microseconds: row.microseconds(10))
    statementIDs = row.text(11).split(separator: " ").map(String.init)
    base = row.int64(12)
    net = row.int64(13)
    taxRate = Rate(millionths: Int64(row.int32(14)))
    tax = row.int64(15)
    gross = row.int64(16)
    originalID = row.optionalText(17)
    seller = Party(row, from: 18, id: nil)
    buyer = Party(row, from: 33, id: row.text(7))
    if let issuing = TradeDetails(row, from: 22), let buying = TradeDetails(row, from: 37),
      let untaxedAs = UntaxedFee(rawValue: row.text(32))
    {
      parties = ElectronicParties(seller: issuing, buyer: buying, untaxedAs: untaxedAs)
    } else {
      parties = nil
    }
  }
}

/// What electronic invoices say of a party from a day on.
package struct TradeDetailRecord: Sendable {
  /// Whose details they are.
  package enum Holder: Hashable, Sendable {
    /// The issuer of a site, and why its fees bear no tax where their rate is zero.
    case issuer(Site, untaxedAs: UntaxedFee)
    /// By its id.
    case partner(String)

    /// The word in `settlement.trade_detail.role`.
    package var role: String {
      switch self {
      case .issuer: "issuer"
      case .partner: "partner"
      }
    }

    /// The site or the id.
    package var party: String {
      switch self {
      case .issuer(let site, _): site.rawValue
      case .partner(let id): id
      }
    }

    /// Nil of a partner.
    package var untaxedAs: UntaxedFee? {
      switch self {
      case .issuer(_, let untaxedAs): untaxedAs
      case .partner: nil
      }
    }
  }

  package let holder: Holder
  /// For documents issued on that day and after.
  package let validFrom: CivilDate
  package let details: TradeDetails
  package let enteredBy: String
  package let enteredAt: Instant

  /// Details about to be written.
  package init(
    holder: Holder, validFrom: CivilDate, details: TradeDetails, enteredBy: String,
    enteredAt: Instant
  ) {
    self.holder = holder
    self.validFrom = validFrom
    self.details = details
    self.enteredBy = enteredBy
    self.enteredAt = enteredAt
  }

  init(_ row: Row) {
    guard let details = TradeDetails(row, from: 5) else {
      preconditionFailure("trade details of \(row.text(1)) have no country")
    }
    let untaxedAs = row.optionalText(15).flatMap(UntaxedFee.init)
    if let untaxedAs, let site = Site(rawValue: row.text(1)) {
      holder = .issuer(site, untaxedAs: untaxedAs)
    } else {
      holder = .partner(row.text(1))
    }
    validFrom = CivilDate(days: row.days(2))
    enteredBy = row.text(3)
    enteredAt = Instant(microseconds: row.microseconds(4))
    self.details = details
  }
}

extension InvoiceStore {
  /// Writes what electronic invoices say of a party from a day on; documents that were issued keep
  /// what they said.
  package static func insert(
    _ record: TradeDetailRecord, in tx: borrowing Transaction
  ) throws {
    let details = record.details
    try tx.query(
      Query.Invoices.insertTradeDetail,
      [
        .text(record.holder.role), .text(record.holder.party), .date(record.validFrom.days),
        .text(details.address.country), .text(details.address.lines.joined(separator: "\n")),
        .text(details.address.city ?? ""), .text(details.address.postCode ?? ""),
        .text(details.address.subdivision ?? ""), .text(details.taxNumber ?? ""),
        .text(details.registration?.value ?? ""), .text(details.registration?.scheme ?? ""),
        .text(details.electronicAddress?.value ?? ""),
        .text(details.electronicAddress?.scheme ?? ""),
        .text(record.holder.untaxedAs?.rawValue ?? ""), .text(record.enteredBy),
        .timestamp(record.enteredAt.microseconds),
      ])
  }

  /// Details by party, what counts last first.
  ///
  /// - Parameter party: A partner's id or a site; nil for all.
  package static func details(
    of party: String? = nil, in tx: borrowing Transaction
  ) throws -> [TradeDetailRecord] {
    try tx.query(Query.Invoices.listTradeDetails, [.text(party ?? "")])
      .map { TradeDetailRecord($0) }
  }
}

extension Party {
  /// - Parameter column: Of the name; Latin name, address and tax number follow.
  fileprivate init(_ row: Row, from column: Int, id: String?) {
    self.init(
      id: id, name: row.text(column), nameInEnglish: row.optionalText(column + 1),
      address: row.optionalText(column + 2), taxNumber: row.optionalText(column + 3))
  }
}

extension TradeDetails {
  /// - Parameter column: Of the country; the others follow in the order of the table.
  fileprivate init?(_ row: Row, from column: Int) {
    guard let country = row.optionalText(column) else { return nil }
    self.init(
      address: PostalAddress(
        lines: row.text(column + 1).split(separator: "\n").map(String.init),
        city: row.optionalText(column + 2), postCode: row.optionalText(column + 3),
        subdivision: row.optionalText(column + 4), country: country),
      taxNumber: row.optionalText(column + 5),
      registration: row.optionalText(column + 6).map {
        SchemedIdentifier($0, scheme: row.optionalText(column + 7))
      },
      electronicAddress: row.optionalText(column + 8).map {
        ElectronicAddress($0, scheme: row.text(column + 9))
      })
  }
}
