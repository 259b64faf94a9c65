import Amounts
import CivilTime
import Invoicing
import Postgres

/// What replaces an invoice on which a detail was wrong, about to be written.
package struct NewCorrection: Sendable {
  /// Of the invoice with the right details, drawn in this transaction.
  package var number: InvoiceNumber
  /// Of the credit note that cancels the first one; nil where a corrected invoice needs none.
  package var creditNote: InvoiceNumber?
  /// What both are of, minor units, above zero, with the tax on it.
  package var net: MinorUnits
  package var tax: MinorUnits
  /// It stands on the page.
  package var reason: String

  package init(
    number: InvoiceNumber, creditNote: InvoiceNumber?, net: MinorUnits, tax: MinorUnits,
    reason: String
  ) {
    self.number = number
    self.creditNote = creditNote
    self.net = net
    self.tax = tax
    self.reason = reason
  }
}

extension InvoiceStore {
  /// Waits for whoever credits or corrects the invoice beside us; until the transaction ends.
  package static func lock(_ id: String, in tx: borrowing Transaction) throws {
    try SelfBillingStore.lock(id, in: tx)
  }

  /// Writes what replaces an invoice, of its parties as they are named today, and the credit note, of
  /// its parties as they were.
  ///
  /// - Parameter seller: The platform.
  package static func insert(
    _ correction: NewCorrection, of original: InvoiceRecord, on day: CivilDate,
    at instant: Instant, by seller: Party, in tx: borrowing Transaction
  ) throws {
    let numbers = [correction.number] + [correction.creditNote].compactMap(\.self)
    try tx.query(
      Query.Invoices.insertCorrection,
      [
        .text(original.id), .textArray(numbers.map(\.text)),
        .textArray(numbers.map(\.kind.stored)), .int64Array(numbers.map { Int64($0.sequence) }),
        .date(day.days), .timestamp(instant.microseconds), .int64(correction.net),
        .int64(correction.tax), .text(correction.reason),
      ])
    try freezeParties(of: original.runNumber, by: seller, in: tx)
  }
}
