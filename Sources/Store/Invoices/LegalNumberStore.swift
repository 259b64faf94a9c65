import CivilTime
import Invoicing
import Postgres

/// The invoice of the Chinese tax bureau that belongs to a document.
package struct LegalInvoice: Hashable, Sendable {
  package let number: ChineseInvoiceNumber
  /// As that invoice says.
  package let issuedOn: CivilDate

  /// A number and its day.
  package init(number: ChineseInvoiceNumber, issuedOn: CivilDate) {
    self.number = number
    self.issuedOn = issuedOn
  }

  /// - Parameter column: Of the number; the day follows.
  init?(_ row: Row, from column: Int) {
    guard let text = row.optionalText(column) else { return nil }
    guard let number = ChineseInvoiceNumber(text) else {
      preconditionFailure("the legal number \(text) was checked when it was entered")
    }
    self.init(number: number, issuedOn: CivilDate(days: row.days(column + 1)))
  }
}

extension InvoiceStore {
  /// Keeps others from entering legal numbers until the transaction ends.
  package static func lockLegalNumbers(in tx: borrowing Transaction) throws {
    try tx.query(Query.Invoices.lockLegalNumbers)
  }

  /// The document that bears a legal number; nil where it is free.
  package static func bearer(
    of number: ChineseInvoiceNumber, in tx: borrowing Transaction
  ) throws -> String? {
    try tx.query(Query.Invoices.findLegalNumber, [.text(number.text)]).first?.text(0)
  }

  /// Enters the legal invoice of a document in place of what was known.
  ///
  /// - Parameter reason: Why it replaces that; empty where nothing was.
  package static func insert(
    _ legal: LegalInvoice, of id: String, reason: String, by actor: String, at now: Instant,
    in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Invoices.insertLegalNumber,
      [
        .text(id), .text(legal.number.text), .date(legal.issuedOn.days), .text(reason),
        .text(actor), .timestamp(now.microseconds),
      ])
  }
}
