import CivilTime
import Invoicing
import Marketplace
import Postgres

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
    let untaxedAs = row.optionalText(17).flatMap(UntaxedFee.init)
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
        .text(details.name ?? ""), .text(details.nameInEnglish ?? ""),
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

extension TradeDetails {
  /// - Parameter column: Of the country; the others follow in the order of the table.
  init?(_ row: Row, from column: Int) {
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
    name = row.optionalText(column + 10)
    nameInEnglish = row.optionalText(column + 11)
  }
}
