import Amounts
import CivilTime
import Invoicing
import Marketplace
import Postgres

/// Who issues the documents of a site.
package struct IssuerRecord: Sendable {
  package let name: String
  package let nameZh: String
  package let address: String
  package let taxNumber: String
  /// The tax on the platform fee.
  package let feeTaxRate: Rate
}

/// What the platform earned from a merchant in a run, minor units.
package struct FeeRecord: Sendable {
  package let partnerID: String
  package let currency: Currency
  /// Positive is owed to the platform; negative is given back.
  package let fee: MinorUnits
  package let base: MinorUnits
  /// Separated by spaces.
  package let statementIDs: String
}

/// A document about to be written.
package struct NewInvoice: Sendable {
  package let id: String
  package let kind: String
  package let number: Int
  package let fee: FeeRecord
  package let net: MinorUnits
  package let tax: MinorUnits

  package init(
    id: String, kind: String, number: Int, fee: FeeRecord, net: MinorUnits, tax: MinorUnits
  ) {
    self.id = id
    self.kind = kind
    self.number = number
    self.fee = fee
    self.net = net
    self.tax = tax
  }
}

/// Numbers and rows of issued documents. Every function runs in the caller's transaction.
package enum InvoiceStore {
  /// What the platform earned from each merchant of a run and has not invoiced, by partner and
  /// currency.
  package static func fees(of run: Int32, in tx: borrowing Transaction) throws -> [FeeRecord] {
    try tx.query(Query.Invoices.listFees, [.int32(run)]).map { row in
      guard let currency = Currency(code: row.text(1)) else {
        preconditionFailure("currency \(row.text(1)) was written by a run and is not known")
      }
      return FeeRecord(
        partnerID: row.text(0), currency: currency, fee: row.int64(2), base: row.int64(3),
        statementIDs: row.text(4))
    }
  }

  /// Who issues the documents of a site on a day; nil when nobody is named.
  package static func issuer(
    of site: Site, on day: CivilDate, in tx: borrowing Transaction
  ) throws -> IssuerRecord? {
    try tx.query(Query.Invoices.findIssuer, [.text(site.rawValue), .date(day.days)]).first.map {
      IssuerRecord(
        name: $0.text(0), nameZh: $0.text(1), address: $0.text(2), taxNumber: $0.text(3),
        feeTaxRate: Rate(millionths: Int64($0.int32(4))))
    }
  }

  /// Draws the next numbers of a series.
  ///
  /// - Parameter entity: What the numbers begin with.
  /// - Returns: The first of them.
  package static func draw(
    _ count: Int, of kind: InvoiceNumber.Kind, entity: String, year: Int,
    in tx: borrowing Transaction
  ) throws -> Int {
    let row = try tx.query(
      Query.Invoices.drawNumbers,
      [.text(entity), .text(kind.stored), .int32(Int32(year)), .int32(Int32(count))])[0]
    return Int(row.int32(0)) - count + 1
  }

  /// Writes documents and freezes their parties as they are named today.
  package static func insert(
    _ invoices: [NewInvoice], of run: RunRecord, on day: CivilDate, at instant: Instant,
    by seller: Party, taxRate: Rate, in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Invoices.insertInvoices,
      [
        .int32(run.number), .text(run.site.rawValue), .int32(run.period.yyyymm),
        .int32(Int32(day.year)), .date(day.days), .timestamp(instant.microseconds),
        .int64(taxRate.millionths), .textArray(invoices.map(\.id)),
        .textArray(invoices.map(\.kind)), .int64Array(invoices.map { Int64($0.number) }),
        .textArray(invoices.map(\.fee.partnerID)),
        .textArray(invoices.map(\.fee.currency.code)),
        .textArray(invoices.map(\.fee.statementIDs)), .int64Array(invoices.map(\.fee.base)),
        .int64Array(invoices.map(\.net)), .int64Array(invoices.map(\.tax)),
      ])
    try freezeParties(of: run.number, by: seller, in: tx)
  }

  /// Freezes the parties of the documents of a run that lack them.
  ///
  /// - Parameter seller: The platform, whichever side it is on.
  static func freezeParties(
    of run: Int32, by seller: Party, in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Invoices.insertInvoiceParties,
      [
        .int32(run), .text(seller.name), .text(seller.nameInEnglish ?? ""),
        .text(seller.address ?? ""), .text(seller.taxNumber ?? ""),
      ])
  }

  /// Writes the credit note that a person asks for, of the same parties as the invoice it corrects.
  ///
  /// - Parameters:
  ///   - number: Drawn in this transaction.
  ///   - net: What is given back, minor units, positive, with the tax on it.
  package static func insert(
    credit id: String, number: Int, of original: InvoiceRecord, on day: CivilDate,
    at instant: Instant, net: MinorUnits, tax: MinorUnits, reason: String,
    in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Invoices.insertCredit,
      [
        .text(original.id), .text(id), .int32(Int32(number)), .date(day.days),
        .timestamp(instant.microseconds), .int64(net), .int64(tax), .text(reason),
      ])
  }

  /// What the credit notes of an invoice gave back of it, without tax, minor units.
  package static func credited(
    of id: String, in tx: borrowing Transaction
  ) throws -> MinorUnits {
    try tx.query(Query.Invoices.sumCredits, [.text(id)])[0].int64(0)
  }

  /// Issued documents by number; nil leaves a filter out.
  package static func list(
    run: Int32? = nil, period: Period? = nil, site: Site? = nil, partner: String? = nil,
    id: String? = nil, in tx: borrowing Transaction
  ) throws -> [InvoiceRecord] {
    var records = try tx.query(
      Query.Invoices.listInvoices,
      [
        .int32(run ?? 0), .int32(period?.yyyymm ?? 0), .text(site?.rawValue ?? ""),
        .text(partner ?? ""), .text(id ?? ""),
      ]
    ).map { InvoiceRecord($0) }
    try fillItems(of: &records, in: tx)
    return records
  }

  /// A number that was drawn and is on no document.
  package struct Gap: Sendable, Equatable {
    /// The site of an issuer in capitals, or the series of a partner.
    package let entity: String
    package let kind: String
    package let year: Int32
    package let number: Int32
  }

  /// Every gap in every series; must be none.
  package static func gaps(in tx: borrowing Transaction) throws -> [Gap] {
    try tx.query(Query.Invoices.listGaps).map {
      Gap(entity: $0.text(0), kind: $0.text(1), year: $0.int32(2), number: $0.int32(3))
    }
  }
}
